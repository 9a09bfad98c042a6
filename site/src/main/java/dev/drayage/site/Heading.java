package dev.drayage.site;

/**
 * A heading of a page that can be linked to.
 *
 * @param level 1 for the title of the page, up to 6
 * @param id the anchor, unique in its page
 */
record Heading(int level, String id, String text) {}
