package dev.drayage.site;

import java.util.Optional;
import org.jsoup.nodes.Element;

/** Puts a chart above each table of a page that can be drawn. */
final class Charts {
    private Charts() {}

    static DrawingLog draw(Element content) {
        DrawingLog log = new DrawingLog();
        int number = 0;
        for (Element table : content.select("table")) {
            Optional<Measurements> measurements = Measurements.of(table, log);
            if (measurements.isPresent()) {
                String heading = DrawingLog.heading(table);
                table.before(BarChart.draw(measurements.get(), heading, "chart-" + ++number));
                log.draw(heading);
            }
        }
        return log;
    }
}
