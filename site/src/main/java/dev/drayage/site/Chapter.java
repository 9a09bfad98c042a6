package dev.drayage.site;

/** The chapters of the site, in the order of its navigation. */
enum Chapter {
    START("Start"),
    COMMAND("The command"),
    LIBRARY("The library"),
    GUIDES("Guides"),
    BACKGROUND("Background"),
    DECISIONS("Decisions"),
    PROJECT("Project");

    private final String title;

    Chapter(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
