package dev.drayage.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/performance.md} are drawn, and stay below what was drawn of them. */
class ChartsTest {
    private final WrittenSite site = WrittenSite.get();

    @Test
    void everyTableOfMeasurementsIsDrawn() throws IOException {
        Element content = Markdown.read(Files.readString(WrittenSite.ROOT.resolve("docs/performance.md")));
        int tables = content.select("table").size();

        DrawingLog log = Charts.draw(content);

        assertThat(log.left())
                .containsExactly(
                        "Import: A store of 20,000 images: one row has nothing to be compared with",
                        "Deltas: no column is of wall time",
                        "Against the goals: no column is of wall time");
        assertThat(log.drawn()).hasSize(tables - 3).contains("Export: Start-up", "In one warm JVM");
        assertThat(content.select("table")).hasSize(tables);
    }

    @Test
    void whatIsNotDrawnIsTold() {
        assertThat(site.messages)
                .contains("site: performance.html: a table is not drawn: Against the goals: no column is of wall time");
    }

    @Test
    void barsAreAsLongAsTheirNumbersSay() {
        Element content = Markdown.read("""
                ## Export

                | command | wall s (median) | wall ÷ cat |
                | --- | ---: | ---: |
                | `cat file` | 1.000 | 1.00 |
                | `dray export -o file` | 2.000 | 2.00 |
                | `skopeo copy a b` | 4.000 | – |
                """);

        Charts.draw(content);

        Element chart = content.expectFirst("figure.chart svg");
        assertThat(chart.select("rect.bar").eachAttr("width")).containsExactly("11.50%", "23.00%", "46.00%");
        assertThat(chart.select("text.number").eachText())
                .containsExactly("1.000 s1.00 × cat", "2.000 s2.00 × cat", "4.000 s");
        assertThat(chart.select("rect.bar").eachAttr("class")).containsExactly("bar floor", "bar dray", "bar peer");
        assertThat(chart.select("title").text()).isEqualTo("Export");
        assertThat(chart.select("desc").text())
                .isEqualTo("cat file: 1.000 s (1.00 × cat); dray export -o file: 2.000 s (2.00 × cat);"
                        + " skopeo copy a b: 4.000 s");
        assertThat(chart.attr("aria-labelledby").split(" "))
                .allSatisfy(id -> assertThat(chart.getElementById(id)).isNotNull());
    }

    @Test
    void unitsThatDifferAreNotDrawnTogether() {
        Element content = Markdown.read("""
                | benchmark | time |
                | --- | ---: |
                | a | 1 ms/op |
                | b | 2 us/op |
                """);

        assertThat(Charts.draw(content).left()).isEqualTo(List.of(": it has more than one unit: ms/op and us/op"));
        assertThat(content.select("figure")).isEmpty();
    }
}
