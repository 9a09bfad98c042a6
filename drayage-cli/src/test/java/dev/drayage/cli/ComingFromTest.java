package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The tables of {@code docs/coming-from.md} hold command lines that are understood. */
class ComingFromTest {
    private static final Terminal NOWHERE = Terminal.of(
            new PrintStream(OutputStream.nullOutputStream()), new PrintStream(OutputStream.nullOutputStream()));

    private static List<String> commands() throws IOException {
        return ComparedCommands.all().stream()
                .flatMap(row -> row.ours().stream())
                .map(command -> command.replaceFirst(".* \\| ", ""))
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
                .contains("## skopeo", "## crane", "## ctr", "## regctl", "## oras", "## docker", "## Jib");
    }
}
