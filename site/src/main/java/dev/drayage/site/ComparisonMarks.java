package dev.drayage.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;

/** What came of running the commands of {@code docs/coming-from.md}, said in a column of their tables. */
final class ComparisonMarks {
    private static final Map<String, String> WORDS = Map.of(
            "same", "✓ both, same result",
            "both", "✓ both",
            "dray", "✓ dray",
            "nothing", "–");

    private final Map<String, String> results = new HashMap<>();
    private final List<String> versions = new ArrayList<>();

    private ComparisonMarks() {}

    static ComparisonMarks read(Path file) throws IOException {
        ComparisonMarks marks = new ComparisonMarks();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("# ")) {
                marks.versions.add(line.substring(2));
            } else {
                String[] fields = line.split("\t", -1);
                marks.results.put(fields[0] + "\t" + fields[1], fields[3]);
            }
        }
        return marks;
    }

    /** Adds the column to each table that has results, and what it means at the end of the page. */
    void mark(Element content) throws IOException {
        for (Element table : content.select("table")) {
            String tool = DrawingLog.heading(table);
            if (results.keySet().stream().noneMatch(key -> key.startsWith(tool + "\t"))) {
                continue;
            }
            for (Element row : table.select("tr")) {
                if (!row.select("th").isEmpty()) {
                    row.appendElement("th").text("run");
                    continue;
                }
                String commands = String.join("; ", row.child(0).select("code").eachText());
                String result = results.get(tool + "\t" + commands);
                if (result == null) {
                    throw new IOException("docs/coming-from.tsv has no result of " + commands
                            + "; run ComparedCommandsTest with -Dcoming-from.update");
                }
                row.appendElement("td").addClass("ran").text(WORDS.getOrDefault(result, result));
            }
        }
        content.appendElement("p")
                .text("The last column says which commands of a row were run; “same result” is that both left the same"
                        + " images, by digest, or printed the same. Compared with " + String.join(", ", versions)
                        + ". The commands of other tools were not run, and what Jib built was read from its own tars.");
    }
}
