package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs every row of {@code docs/coming-from.md}, both columns where the other tool is installed, and compares what came of
 * them with {@code docs/coming-from.tsv}, which the site shows. With {@code -Dcoming-from.update} it writes that file;
 * {@code -Dcoming-from.update=crane=1.2.3} says a version that a tool does not tell.
 */
class ComparedCommandsTest {
    private static final Path RESULTS = Fixtures.root().resolve("docs/coming-from.tsv");
    private static final List<String> TOOLS = List.of("skopeo", "crane", "ctr", "regctl", "oras");
    private static final Pattern REFERENCE = Pattern.compile("localhost:[0-9]+/[a-z/]+(?::[a-z0-9]+)?");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{12}");

    /** Both columns left the same images, or printed the same. */
    private static final String SAME = "same";

    /** Both ended well; what they print or write has another form. */
    private static final String BOTH = "both";

    /** The column of dray alone was run. */
    private static final String OURS = "dray";

    /** The table says that there is nothing. */
    private static final String NOTHING = "nothing";

    @TempDir
    private Path directory;

    /**
     * What came of a row.
     *
     * @param images what was written to files or a registry, as digests; empty if nothing was
     */
    private record Outcome(String images, String out) {}

    @Test
    void everyRowDoesWhatTheTableSays() throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        try (ComparedPlaces places = new ComparedPlaces(directory)) {
            int number = 0;
            for (ComparedCommands row : ComparedCommands.all()) {
                try {
                    lines.add(row.key() + "\t" + result(places, row, directory.resolve("row-" + ++number)));
                } catch (AssertionError e) {
                    failures.add(e.getMessage());
                }
            }
        }
        assertThat(String.join("\n", failures)).isEmpty();
        if (System.getProperty("coming-from.update") != null) {
            Files.write(RESULTS, Stream.concat(versions(), lines.stream()).toList());
        }
        Map<String, String> expected = expected();
        for (String line : lines) {
            String key = line.substring(0, line.lastIndexOf('\t'));
            String result = line.substring(key.length() + 1);
            assertThat(expected).as("what docs/coming-from.tsv says").containsKey(key);
            // Where a tool is not installed, there was nothing to compare with.
            if (!result.equals(OURS)) {
                assertThat(expected).containsEntry(key, result);
            }
        }
        assertThat(expected).hasSameSizeAs(lines);
    }

    private static String result(ComparedPlaces places, ComparedCommands row, Path where) throws IOException {
        if (row.ours().isEmpty()) {
            return NOTHING;
        }
        Outcome ours = run(places, row.ours(), true, Files.createDirectories(where.resolve("ours")));
        boolean installed = TOOLS.contains(row.tool()) && Peers.find(row.tool()).isPresent();
        if (!installed || row.key().contains("docker-daemon:")) {
            return OURS;
        }
        Outcome theirs = run(places, row.theirs(), false, Files.createDirectories(where.resolve("theirs")));
        boolean same = ours.images().isEmpty()
                ? ours.out().equals(theirs.out())
                : ours.images().equals(theirs.images());
        return same ? SAME : BOTH;
    }

    private static Outcome run(ComparedPlaces places, List<String> commands, boolean ours, Path where)
            throws IOException {
        StringBuilder out = new StringBuilder();
        String typed = "";
        for (String command : commands) {
            typed = places.typed(command, ours);
            out.append(places.run(typed, where));
        }
        return new Outcome(images(where, typed), out.toString());
    }

    private static String images(Path where, String typed) {
        List<String> found = new ArrayList<>();
        for (String name : List.of("images", "alpine.tar", "a.tar")) {
            Path file = where.resolve(name);
            if (Files.exists(file) && !ComparedPlaces.reads(typed, name)) {
                Invocation listed = Invocation.dray("ls", (Files.isDirectory(file) ? "oci:" : "oci-archive:") + file);
                if (listed.exitCode() != ExitCode.DONE) {
                    listed = Invocation.dray("ls", "docker-archive:" + file).requireSuccess();
                }
                DIGEST.matcher(listed.out()).results().map(MatchResult::group).forEach(found::add);
            }
        }
        if (found.isEmpty() && typed.matches("[^ ]+ (?:images )?(copy|cp|push|tag|import|sync) .*localhost:.*")) {
            String target = "";
            for (Matcher names = REFERENCE.matcher(typed); names.find(); ) {
                target = names.group();
            }
            if (typed.startsWith("crane tag")) {
                target = target.replaceFirst(":v1$", ":latest");
            } else if (typed.startsWith("skopeo sync")) {
                target = target.replaceFirst("(?<=/team)$", "/a:v1");
            } else if (typed.startsWith("dray sync")) {
                target = target + "/team/a:v1";
            }
            if (!target.isEmpty()) {
                found.add(Invocation.dray("digest", "docker://" + target)
                        .requireSuccess()
                        .out()
                        .strip());
            }
        }
        return found.stream().distinct().sorted().collect(Collectors.joining(" "));
    }

    private static Map<String, String> expected() throws IOException {
        return Files.readAllLines(RESULTS).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf('\t')),
                        line -> line.substring(line.lastIndexOf('\t') + 1)));
    }

    /** The first lines of the results: what was compared with. */
    private static Stream<String> versions() {
        String told = System.getProperty("coming-from.update", "");
        return TOOLS.stream().flatMap(tool -> Peers.find(tool).stream()
                .map(program -> "# " + tool + " " + ComparedPlaces.version(tool, program))
                .map(line -> line.endsWith(" ") ? line + told.replaceFirst("^" + tool + "=", "") : line));
    }
}
