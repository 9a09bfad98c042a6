package dev.drayage.site;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;

/** The whole site, made of a checkout. The same sources give the same bytes. */
final class Site {
    private final Path root;
    private final PrintStream messages;

    /** The site of the checkout with this root, which is not written yet. */
    Site(Path root, PrintStream messages) {
        this.root = root;
        this.messages = messages;
    }

    /** Writes all pages and what they need into an empty directory. */
    void write(Path output) throws IOException {
        ProjectFacts project = ProjectFacts.ofBuild();
        Contents contents = new Contents(root);
        List<Page> pages = new ArrayList<>(contents.read());
        List<Page> manuals = Manuals.read();
        pages.addAll(manuals);
        RepositoryLinks links = new RepositoryLinks(root, project.repository(), pages);
        List<Element> introduction = contents.introduction();
        for (Element paragraph : introduction) {
            links.rewrite(pages.get(0), paragraph);
        }
        Page home = HomePage.make(introduction, pages);
        pages.add(0, home);

        for (Page page : pages) {
            links.rewrite(page);
            if (page.path().equals("coming-from.html")) {
                ComparisonMarks.read(root.resolve("docs/coming-from.tsv")).mark(page.content());
            }
            if (page.path().equals("performance.html")) {
                DrawingLog drawn = Charts.draw(page.content());
                drawn.left().forEach(left -> messages.println("site: performance.html: a table is not drawn: " + left));
            }
            SyntaxTint.tint(page.content());
            makeScrollable(page.content());
        }

        SearchIndex index = new SearchIndex();
        pages.stream()
                .filter(page -> !page.equals(home) && !manuals.contains(page))
                .forEach(index::add);
        manuals.forEach(index::addManual);
        Javadoc.write(root, output.resolve("api"), project.version());
        Javadoc.types(output.resolve("api")).forEach(index::add);
        pages.add(EverythingPage.make(index.entries()));

        PageFrame frame = new PageFrame(pages, project);
        for (Page page : pages) {
            Path file = output.resolve(page.path());
            Files.createDirectories(file.getParent());
            Files.writeString(file, frame.render(page));
        }
        Assets.copy(output.resolve("assets"));
        Files.writeString(output.resolve("assets/search-index.js"), index.script());
        messages.println("site: wrote " + output.getFileName() + ": " + pages.size() + " pages, "
                + index.entries().size() + " entries in the index");
    }

    /** What is too wide scrolls in itself, also by keyboard. */
    private static void makeScrollable(Element content) {
        for (Element table : content.select("table")) {
            table.wrap("<div class=\"table\" tabindex=\"0\" role=\"region\"></div>");
            Element region = table.parent();
            if (region != null) {
                String heading = DrawingLog.heading(region);
                region.attr("aria-label", heading.isEmpty() ? "Table" : "Table: " + heading);
            }
        }
        // A line breaks between words alone: “--platform” has places to break at that nobody wants.
        for (Element code : content.select("td > code")) {
            String[] words = code.text().split(" ", -1);
            code.empty();
            for (int i = 0; i < words.length; i++) {
                code.appendText(i == 0 ? "" : " ")
                        .appendElement("span")
                        .addClass("word")
                        .text(words[i]);
            }
        }
        content.select("pre").attr("tabindex", "0");
    }
}
