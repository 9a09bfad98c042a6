package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The tables of {@code docs/coming-from.md} hold command lines that are understood. */
class ComingFromTest {
    private static final Pattern COMMAND = Pattern.compile("`([^`]*)`");

    private static final Terminal NOWHERE = Terminal.of(
            new PrintStream(OutputStream.nullOutputStream()), new PrintStream(OutputStream.nullOutputStream()));

    private static List<String> commands() throws IOException {
        return Files.readAllLines(Fixtures.root().resolve("docs/coming-from.md")).stream()
                .filter(line -> line.startsWith("| "))
                // The column of dray, without those of other tools in it.
                .map(line -> line.split("(?<!\\\\)\\|", -1)[2])
                .flatMap(cell -> COMMAND.matcher(cell).results().map(found -> found.group(1)))
                .map(command -> command.replaceFirst(".*\\\\\\| ", ""))
                .filter(command -> command.startsWith("dray "))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyCommandLineIsUnderstood() throws IOException {
        return commands().stream()
                .map(command -> dynamicTest(command, () -> {
                    List<String> words = Arrays.asList(command.split(" ", -1));
                    List<String> own = new CommandWords(name ->
                                    CommandSpec.forAnnotatedObject(CommandList.type(name), new CommandFactory(NOWHERE)))
                            .translate(words.subList(1, words.size()));
                    CommandLine dray = Dray.commandLine(NOWHERE);

                    assertThat(dray.parseArgs(own.toArray(String[]::new)).hasSubcommand())
                            .isTrue();
                }));
    }

    @Test
    void everyToolHasItsTable() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(50);
        assertThat(Files.readString(Fixtures.root().resolve("docs/coming-from.md")))
                .contains("## skopeo", "## crane", "## ctr", "## regctl", "## oras", "## docker");
    }
}
