package dev.drayage.site;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Element;

/** The first page: what Drayage is, how to start, how it compares, and where to go on. */
final class HomePage {
    /** The table of the performance page that is shown first, by its headings. */
    private static final String SHOWN = "Export: One image of six layers, 1.19 GB";

    private static final List<String> COMPARED = List.of(
            "dray export -o file", "skopeo copy --all oci: oci-archive:", "ctr images export --all-platforms file");

    private HomePage() {}

    static Page make(List<Element> introduction, List<Page> pages) throws IOException {
        Page start = page(pages, "start.html");
        StringBuilder html = new StringBuilder("<div class=\"hero\"><h1>Drayage</h1>");
        for (int i = 0; i < introduction.size(); i++) {
            html.append("<p class=\"").append(i == 0 ? "tagline" : "lede").append("\">");
            html.append(introduction.get(i).html()).append("</p>");
        }
        html.append("<p class=\"actions\"><a class=\"primary\" href=\"start.html\">Start</a>"
                + "<a href=\"coming-from.html\">Coming from another tool</a></p></div>");
        Element block = start.content().selectFirst("pre");
        if (block == null) {
            throw new IOException("README.md shows no command to start with; its first section needs a code block");
        }
        html.append("<div class=\"first\">").append(block.outerHtml()).append("</div>");
        html.append("<div class=\"cards\">");
        card(html, "command.html", "The command", "Export, copy, list, inspect and verify images wherever they are.");
        card(html, "library.html", "The library", "The same from the JVM, as an artifact with few dependencies.");
        card(html, "api/index.html", "Javadoc", "Every public type, with what it means and what it throws.");
        card(html, "coming-from.html", "Coming from another tool", "What you type today, beside what it is with dray.");
        card(html, "registries.html", "Registries", "Credentials, mirrors, proxies, TLS, pushing and pulling.");
        card(html, "performance.html", "Performance", "Every measurement, the goals that are missed among them.");
        html.append("</div>");
        chart(page(pages, "performance.html")).ifPresent(measurements -> {
            html.append("<h2>Exporting an image of 1.19 GB</h2>");
            html.append(BarChart.draw(measurements, "Exporting an image of 1.19 GB", "chart-home")
                    .outerHtml());
            html.append("<p><a href=\"performance.html\">How this was measured, and all the rest</a></p>");
        });
        return Page.of("index.html", "", Chapter.START, "Overview", Markdown.html(html.toString()));
    }

    private static void card(StringBuilder html, String path, String title, String text) {
        html.append("<a class=\"card\" href=\"")
                .append(path)
                .append("\"><strong>")
                .append(title);
        html.append("</strong><span>").append(text).append("</span></a>");
    }

    private static Optional<Measurements> chart(Page performance) {
        return performance.content().select("table").stream()
                .filter(table -> DrawingLog.heading(table).equals(SHOWN))
                .findFirst()
                .flatMap(table -> Measurements.of(table, new DrawingLog()))
                .map(all -> new Measurements(
                        all.unit(),
                        "",
                        all.rows().stream()
                                .filter(row -> COMPARED.contains(row.label()))
                                .map(row -> new Measurements.Row(row.label(), row.value(), row.shown(), ""))
                                .toList()))
                .filter(measurements -> measurements.rows().size() == COMPARED.size());
    }

    private static Page page(List<Page> pages, String path) throws IOException {
        return pages.stream()
                .filter(page -> page.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no document to make " + path + " of"));
    }
}
