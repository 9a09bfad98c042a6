package dev.drayage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A row of {@code docs/coming-from.md}.
 *
 * @param tool the heading that it is under
 * @param theirs the commands of the other tool, in order
 * @param ours those with {@code dray} in them; none where the table says that there is nothing
 */
record ComparedCommands(String tool, List<String> theirs, List<String> ours) {
    private static final Pattern COMMAND = Pattern.compile("`([^`]*)`");

    static List<ComparedCommands> all() throws IOException {
        List<ComparedCommands> rows = new ArrayList<>();
        String tool = "";
        for (String line : Files.readAllLines(Fixtures.root().resolve("docs/coming-from.md"))) {
            if (line.startsWith("## ")) {
                tool = line.substring(3);
            } else if (line.startsWith("| `") && !tool.equals("Options")) {
                String[] cells = line.split("(?<!\\\\)\\|", -1);
                rows.add(new ComparedCommands(
                        tool,
                        commands(cells[1]),
                        commands(cells[2]).stream()
                                .filter(command -> command.matches("(.* \\| )?dray .*"))
                                .toList()));
            }
        }
        return rows;
    }

    private static List<String> commands(String cell) {
        return COMMAND.matcher(cell)
                .results()
                .map(found -> found.group(1).replace("\\|", "|"))
                .toList();
    }

    /** The row as one line, by which a result is found again. */
    String key() {
        return tool + "\t" + String.join("; ", theirs) + "\t" + String.join("; ", ours);
    }
}
