package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows is what comes of it. */
class ReadmeTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

    @TempDir
    private Path directory;

    private String readme;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Fixtures.root().resolve("README.md"));
    }

    private List<String> blocks(String language) {
        List<String> found = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(readme); block.find(); ) {
            if (block.group(1).equals(language)) {
                found.add(block.group(2));
            }
        }
        return found;
    }

    /** A command after {@code $}, and all that it prints. */
    private record Shown(String command, String output) {
        static List<Shown> of(String block) {
            return Stream.of(block.split("(?m)^\\$ ", -1))
                    .skip(1)
                    .map(part -> part.split("\n", 2))
                    .map(parts -> new Shown(parts[0], parts[1]))
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCommandPrintsWhatIsShown() throws IOException {
        PackagedCommand dray = new PackagedCommand(directory.resolve("checkout"));
        Program shell = Peers.require("bash")
                .in(dray.checkout)
                .env("PATH", dray.checkout + ":" + System.getenv("PATH"))
                .env("JAVA_HOME", System.getProperty("java.home"))
                .env("DRAY_JAVA_OPTS", null);
        List<Shown> all = blocks("console").stream()
                .flatMap(block -> Shown.of(block).stream())
                .toList();
        assertThat(all).hasSizeGreaterThan(5);
        return all.stream()
                .map(shown -> dynamicTest(shown.command(), () -> {
                    String printed =
                            shell.run("-c", "{ " + shown.command() + "; } 2>&1").out();
                    // Two programs of a pipe print in any order.
                    assertThat(sorted(printed)).isEqualTo(sorted(shown.output()));
                }));
    }

    private static String sorted(String lines) {
        return lines.lines().sorted().collect(Collectors.joining("\n"));
    }

    @Test
    void theProgramCompilesAndPrintsWhatIsShown() throws IOException {
        PackagedCommand.copy(Fixtures.hello(), directory.resolve("samples/hello"));
        Path source = Files.writeString(
                directory.resolve("Example.java"), blocks("java").get(0));
        String printed = Program.at(Path.of(System.getProperty("java.home"), "bin", "java"))
                .in(directory)
                .run("-cp", System.getProperty("java.class.path"), source.toString())
                .requireSuccess()
                .out();

        assertThat(printed).isEqualTo(blocks("text").get(0));
    }

    @Test
    void theTestIsOneThatRuns() throws IOException {
        String test =
                Files.readString(Fixtures.root().resolve("drayage-cli/src/test/java/dev/drayage/cli/PullTest.java"));
        assertThat(test.replace("oci:../samples", "oci:samples"))
                .endsWith(blocks("java").get(1));
    }
}
