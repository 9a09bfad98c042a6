package dev.drayage.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * Turns links of documents in the repository into links of the site: to the page that a document became, and for files that
 * became none, to the repository.
 */
final class RepositoryLinks {
    private final Path root;
    private final String repository;
    private final Map<String, Page> pages = new HashMap<>();
    private final List<Page> ofReadme;

    RepositoryLinks(Path root, String repository, List<Page> all) {
        this.root = root;
        this.repository = repository;
        ofReadme =
                all.stream().filter(page -> page.source().equals("README.md")).toList();
        all.stream().filter(page -> !page.source().isEmpty()).forEach(page -> pages.putIfAbsent(page.source(), page));
    }

    void rewrite(Page page) throws IOException {
        // A page that was made of no document has links of the site already.
        if (!page.source().isEmpty()) {
            rewrite(page, page.content());
        }
    }

    /** Rewrites the links of an element that comes from the source of the page. */
    void rewrite(Page page, Element content) throws IOException {
        for (Element link : content.select("a[href]")) {
            String href = link.attr("href");
            if (!href.startsWith("#") && !href.matches("[a-z]+:.*")) {
                link.attr("href", target(page, href));
            } else if (href.startsWith("#") && page.source().equals("README.md")) {
                link.attr("href", page.relative(inReadme(href.substring(1))));
            }
        }
    }

    private String target(Page page, String href) throws IOException {
        String[] parts = href.split("#", 2);
        Path source = Path.of(page.source());
        Path parent = source.getParent();
        Path path = (parent == null ? Path.of("") : parent).resolve(parts[0]).normalize();
        if (!Files.exists(root.resolve(path))) {
            throw new IOException(page.source() + " links to " + href + ", which is not there");
        }
        String name = path.toString();
        if (name.equals("README.md")) {
            return page.relative(parts.length == 1 ? "index.html" : inReadme(parts[1]));
        }
        Page target = pages.get(name);
        if (target != null) {
            return page.relative(target.path()) + (parts.length == 1 ? "" : "#" + parts[1]);
        }
        String kind = Files.isDirectory(root.resolve(path)) ? "tree" : "blob";
        return repository + "/" + kind + "/main/" + name + (parts.length == 1 ? "" : "#" + parts[1]);
    }

    private String inReadme(String anchor) throws IOException {
        for (Page page : ofReadme) {
            if (page.headings().stream().anyMatch(heading -> heading.id().equals(anchor))) {
                return page.path() + "#" + anchor;
            }
        }
        throw new IOException("a link leads to README.md#" + anchor + ", but no heading has that anchor");
    }
}
