package dev.drayage.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;

/** Finds the documents of a checkout and makes a page of each; the README becomes several. */
final class Contents {
    private static final String README = "README.md";

    /** The sections of the README that are pages of their own, or said at more length on one; all others are about starting. */
    private static final Set<String> SECTIONS = Set.of("The command", "The library", "Tests");

    private static final Map<String, Chapter> CHAPTERS = Map.of(
            "docs/coming-from.md", Chapter.START,
            "docs/adding-a-place.md", Chapter.LIBRARY,
            "docs/performance.md", Chapter.BACKGROUND,
            "docs/architecture.md", Chapter.BACKGROUND);

    private final Path root;

    Contents(Path root) {
        this.root = root;
    }

    List<Page> read() throws IOException {
        Element readme = Markdown.read(Files.readString(root.resolve(README)));
        List<Page> pages = new ArrayList<>();
        pages.add(Page.of("start.html", README, Chapter.START, "Start", starting(readme)));
        pages.add(Page.of("command.html", README, Chapter.COMMAND, "Overview", section(readme, "The command")));
        pages.add(Page.of("library.html", README, Chapter.LIBRARY, "Overview", section(readme, "The library")));
        for (String source : documents("docs")) {
            Chapter chapter = CHAPTERS.getOrDefault(source, Chapter.GUIDES);
            pages.add(document(source, source.replaceFirst("^docs/", ""), chapter));
        }
        for (String source : documents("docs/formats")) {
            pages.add(document(source, source.replaceFirst("^docs/", ""), Chapter.GUIDES));
        }
        for (String source : documents("docs/decisions")) {
            pages.add(document(source, source.replaceFirst("^docs/", ""), Chapter.DECISIONS));
        }
        pages.add(document("CHANGELOG.md", "changelog.md", Chapter.PROJECT));
        pages.add(document("CONTRIBUTING.md", "contributing.md", Chapter.PROJECT));
        pages.add(document("SECURITY.md", "security.md", Chapter.PROJECT));
        return pages;
    }

    /** The first paragraphs of the README, before any section: what Drayage is. */
    List<Element> introduction() throws IOException {
        Element readme = Markdown.read(Files.readString(root.resolve(README)));
        return readme.children().stream()
                .takeWhile(element -> !element.is("h2"))
                .filter(element -> element.is("p"))
                .toList();
    }

    private Page document(String source, String path, Chapter chapter) throws IOException {
        Element content = Markdown.read(Files.readString(root.resolve(source)));
        Element title = content.selectFirst("h1");
        if (title == null) {
            throw new IOException(source + " has no title; begin it with a line “# Title”");
        }
        return Page.of(path.replaceFirst("\\.md$", ".html"), source, chapter, title.text(), content);
    }

    private List<String> documents(String directory) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(directory))) {
            return files.map(file -> directory + "/" + file.getFileName())
                    .filter(name -> name.endsWith(".md"))
                    .sorted(Comparator.comparing(name -> name.toLowerCase(Locale.ROOT)))
                    .toList();
        }
    }

    private static Element starting(Element readme) {
        Element content = Markdown.html("<h1>Start</h1>");
        List<String> titles = readme.select("h2").eachText().stream()
                .filter(title -> !SECTIONS.contains(title))
                .toList();
        for (String title : titles) {
            List<Node> nodes = Markdown.section(readme, title);
            // A lone section needs no heading below the page's.
            content.appendChildren(titles.size() == 1 ? nodes.subList(1, nodes.size()) : nodes);
        }
        return content;
    }

    /** A section of the README as a page: its headings move up by one level. */
    private static Element section(Element readme, String title) {
        Element content = Markdown.html("");
        content.appendChildren(Markdown.section(readme, title));
        for (Element heading : content.select("h2, h3, h4, h5, h6")) {
            heading.tagName("h" + (heading.tagName().charAt(1) - '1'));
        }
        return content;
    }
}
