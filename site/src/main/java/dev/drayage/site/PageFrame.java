package dev.drayage.site;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is around the content of every page: header, navigation, the page's own contents, footer. */
final class PageFrame {
    private final String template;
    private final List<Page> pages;
    private final ProjectFacts project;

    PageFrame(List<Page> pages, ProjectFacts project) throws IOException {
        template = Assets.text("page.html");
        this.pages = List.copyOf(pages);
        this.project = project;
    }

    String render(Page page) {
        boolean home = page.path().equals("index.html");
        Map<String, String> values = Map.of(
                "title", Text.escape(home ? "Drayage: container images without a daemon" : page.title() + " · Drayage"),
                "root", page.relative(""),
                "kind", home ? "home" : "document",
                "navigation", navigation(page),
                "content", page.content().html(),
                "contents", home ? "" : contents(page),
                "version", Text.escape(project.version()),
                "source", source(page));
        String html = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            html = html.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return html;
    }

    private String navigation(Page current) {
        StringBuilder html = new StringBuilder();
        for (Chapter chapter : Chapter.values()) {
            List<Page> inChapter =
                    pages.stream().filter(page -> page.chapter() == chapter).toList();
            if (inChapter.isEmpty()) {
                continue;
            }
            // Long lists are open only where one is in them.
            boolean folded = chapter == Chapter.DECISIONS || chapter == Chapter.COMMAND;
            boolean open = !folded || current.chapter() == chapter;
            html.append("<li><details").append(open ? " open" : "").append("><summary>");
            html.append(Text.escape(chapter.title())).append("</summary><ul>");
            for (Page page : inChapter) {
                html.append("<li><a href=\"")
                        .append(current.relative(page.path()))
                        .append('"');
                html.append(page.path().equals(current.path()) ? " aria-current=\"page\"" : "")
                        .append('>');
                html.append(Text.escape(page.label())).append("</a></li>");
            }
            if (chapter == Chapter.LIBRARY) {
                html.append("<li><a href=\"")
                        .append(current.relative("api/index.html"))
                        .append("\">Javadoc</a></li>");
            }
            html.append("</ul></details></li>\n");
        }
        return html.toString();
    }

    private static String contents(Page page) {
        List<Heading> headings = page.headings().stream()
                .filter(heading -> heading.level() == 2 || heading.level() == 3)
                .toList();
        if (headings.size() < 2) {
            return "";
        }
        StringBuilder html = new StringBuilder(
                "<nav class=\"contents\" aria-labelledby=\"contents-title\"><p id=\"contents-title\">On this page</p><ul>");
        for (Heading heading : headings) {
            html.append("<li class=\"level-")
                    .append(heading.level())
                    .append("\"><a href=\"#")
                    .append(heading.id());
            html.append("\">").append(Text.escape(heading.text())).append("</a></li>");
        }
        return html.append("</ul></nav>").toString();
    }

    private String source(Page page) {
        if (page.source().isEmpty()) {
            return "";
        }
        return " · <a href=\"" + project.repository() + "/blob/main/" + page.source() + "\">Source of this page</a>";
    }
}
