package dev.drayage.site;

import java.util.List;
import org.jsoup.nodes.Element;

/**
 * A page of the site.
 *
 * @param path where it is written, relative to the site, with slashes
 * @param source the file of the repository that it was made from, or empty if it was made of several
 * @param label what the navigation calls it
 * @param content what stands between navigation and footer; links in it are those of the source until
 *     {@link RepositoryLinks} has been at it
 */
record Page(String path, String source, Chapter chapter, String label, Element content, List<Heading> headings) {
    Page {
        headings = List.copyOf(headings);
    }

    static Page of(String path, String source, Chapter chapter, String label, Element content) {
        return new Page(path, source, chapter, label, content, Headings.anchor(content));
    }

    /** The text of its first heading, or else its label. */
    String title() {
        return headings.isEmpty() ? label : headings.get(0).text();
    }

    /** The relative path from this page to a file of the site. */
    String relative(String target) {
        return "../".repeat((int) path.chars().filter(c -> c == '/').count()) + target;
    }
}
