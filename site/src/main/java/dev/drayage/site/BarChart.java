package dev.drayage.site;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jsoup.nodes.Element;

/**
 * Draws measurements as horizontal bars, in SVG with lengths in percent and text in pixels: so it is as wide as the page, and
 * its text is never smaller than the page's.
 */
final class BarChart {
    private static final int ROW = 46;
    private static final int LABEL_BASELINE = 15;
    private static final int BAR_TOP = 21;
    private static final int BAR_HEIGHT = 14;

    /** The rest of the width is for the number behind the longest bar; where that is long, the bar is shorter. */
    private static final double LONGEST_PERCENT = 46;

    /** How wide a chart is on the narrowest page, and a character of a number, with something to spare. */
    private static final double NARROWEST = 328;

    private static final double CHARACTER = 7.6;

    private static final double SHORTEST_PERCENT = 0.4;

    private BarChart() {}

    /**
     * Draws.
     *
     * @param id unique in the page
     */
    static Element draw(Measurements measurements, String title, String id) {
        String unit = measurements.unit();
        int height = ROW * measurements.rows().size() + 4;
        StringBuilder svg = new StringBuilder("<figure class=\"chart\"><svg role=\"img\" width=\"100%\" height=\""
                + height + "\" aria-labelledby=\"" + id + "-title " + id + "-desc\">");
        svg.append("<title id=\"")
                .append(id)
                .append("-title\">")
                .append(Text.escape(title))
                .append("</title>");
        svg.append("<desc id=\"").append(id).append("-desc\">");
        svg.append(Text.escape(measurements.rows().stream()
                .map(row -> row.label() + ": " + number(measurements, row))
                .collect(Collectors.joining("; "))));
        svg.append("</desc><defs>")
                .append(pattern(id, "peer", 45))
                .append(pattern(id, "floor", 0))
                .append("</defs>");
        double longest = longestPercent(measurements);
        int top = 0;
        for (Measurements.Row row : measurements.rows()) {
            double percent = Math.max(SHORTEST_PERCENT, row.value() / measurements.largest() * longest);
            String width = String.format(Locale.ROOT, "%.2f%%", percent);
            Kind kind = Kind.of(row.label());
            svg.append("<text class=\"label ")
                    .append(kind.style)
                    .append("\" x=\"0\" y=\"")
                    .append(top + LABEL_BASELINE);
            svg.append("\">").append(Text.escape(row.label())).append("</text>");
            svg.append("<rect class=\"bar ")
                    .append(kind.style)
                    .append("\" x=\"0\" y=\"")
                    .append(top + BAR_TOP);
            svg.append("\" width=\"")
                    .append(width)
                    .append("\" height=\"")
                    .append(BAR_HEIGHT)
                    .append('"');
            if (kind != Kind.DRAY) {
                svg.append(" fill=\"url(#")
                        .append(id)
                        .append('-')
                        .append(kind.style)
                        .append(")\"");
            }
            svg.append("/><text class=\"number\" x=\"").append(width).append("\" dx=\"7\" y=\"");
            svg.append(top + BAR_TOP + BAR_HEIGHT - 2).append("\">").append(Text.escape(row.shown() + " " + unit));
            if (!row.ratio().isEmpty()) {
                svg.append("<tspan class=\"ratio\" dx=\"8\">").append(Text.escape(ratio(measurements, row)));
                svg.append("</tspan>");
            }
            svg.append("</text>");
            top += ROW;
        }
        svg.append("</svg><figcaption>").append(caption(measurements)).append("</figcaption></figure>");
        return Markdown.html(svg.toString()).child(0);
    }

    private static double longestPercent(Measurements measurements) {
        int characters = measurements.rows().stream()
                .mapToInt(row -> number(measurements, row).length())
                .max()
                .orElse(0);
        return Math.max(SHORTEST_PERCENT, Math.min(LONGEST_PERCENT, 100 - 100 * CHARACTER * characters / NARROWEST));
    }

    private static String number(Measurements measurements, Measurements.Row row) {
        return row.shown() + " " + measurements.unit()
                + (row.ratio().isEmpty() ? "" : " (" + ratio(measurements, row) + ")");
    }

    private static String ratio(Measurements measurements, Measurements.Row row) {
        return row.ratio() + " × " + measurements.ratio();
    }

    private static String caption(Measurements measurements) {
        boolean wall = measurements.unit().equals("s");
        return (wall ? "Wall time in seconds" : "Time in " + Text.escape(measurements.unit())) + "; less is better."
                + " Filled: Drayage; hatched: other tools; lined: cat, cp, curl and the like, as a floor.";
    }

    private static String pattern(String id, String style, int degrees) {
        return "<pattern id=\"" + id + "-" + style + "\" class=\"" + style
                + "\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(" + degrees
                + ")\"><rect width=\"6\" height=\"6\" class=\"ground\"/><rect width=\"2\" height=\"6\" class=\"stroke\"/>"
                + "</pattern>";
    }

    /** What a row measures: told apart by pattern as well as by colour. */
    private enum Kind {
        DRAY("dray"),
        PEER("peer"),
        FLOOR("floor");

        private final String style;

        Kind(String style) {
            this.style = style;
        }

        static Kind of(String label) {
            if (label.matches(".*\\b(skopeo|ctr|crane|regctl|oras|docker)\\b.*") && !label.contains("dray")) {
                return PEER;
            }
            return label.matches("(cat|cp|curl|sha256sum|eight cp)\\b.*|the same and sync.*|.*\\.sha256,.*")
                    ? FLOOR
                    : DRAY;
        }
    }
}
