package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What the command line itself is told and tells. */
class UsageTest {
    static Stream<Arguments> wrongCommandLines() {
        return Stream.of(
                arguments("", "name a command: export, import, copy, sync, ls, "),
                arguments("exprot", "'exprot' is not a command, did you mean export?"),
                arguments("42", "'42' is not a command"),
                arguments("--frobnicate", "dray has no option --frobnicate; see"),
                arguments("ls oci:", "'oci:' names no path"),
                arguments(
                        "ls /nowhere",
                        "'/nowhere' is a path, not the name of an image; write oci:/nowhere for a layout"),
                arguments("ls oci:a --frobnicate", "dray ls has no option --frobnicate; see"),
                arguments("rm containerd:app", "'containerd:app' is not in the local store, and this command works on"),
                arguments("rm containerd:app", "taken by ctr images rm"),
                arguments("tag docker://a/b c", "is given names by dray copy docker://REF docker://OTHER"),
                arguments("tag app oci:v1", "called so is named in full, docker.io/library/oci:v1"),
                arguments("label docker://a/b x=y", "'docker://a/b' is not in the local store"),
                arguments("inspect", "SOURCE is missing"),
                arguments("inspect oci:a oci:b", "'oci:b' is one argument too many"),
                arguments("inspect oci:a --raw --config", "--raw, --config exclude each other; give one of them"),
                arguments("tree", "SOURCE is missing"),
                arguments("verify", "SOURCE is missing"),
                arguments("export", "--output FILE is missing"),
                arguments("export -o a.tar", "SOURCE is missing; name images, or a --list of them"),
                arguments("export oci:a", "--output FILE is missing"),
                arguments("export oci:a -o", "--output needs a value: --output FILE"),
                arguments("export oci:a -o --quiet", "--output needs a value: --output FILE"),
                arguments("ls --json=maybe", "--json: it takes no value, but was given 'maybe'"),
                arguments("serve kontent", "'kontent' is not a command, did you mean content?"),
                arguments("lease", "name what to do: create, ls or rm"),
                arguments("export oci:a -o b --missing maybe", "--missing: 'maybe' is not fail, skip or sparse"),
                arguments("export oci:a -o b --platform a/b/c/d", "--platform: \"a/b/c/d\" is not a platform"),
                arguments("export oci:a -o b --threads 0", "--threads must be 1 or more, not 0"),
                arguments("export oci:a -o b --threads many", "--threads: 'many' is not a number"),
                arguments("export oci:a -o b -o c", "--output is given more than once"));
    }

    @Test
    void helpPutsWhatIsForOneKindOfPlaceUnderItsOwnHeading() {
        String help = dray("copy", "--help").out();

        assertThat(help)
                .containsSubsequence(
                        "--platform=",
                        "The local store:",
                        "--root=",
                        "Registries:",
                        "--authfile=",
                        "--plain-http",
                        "A running containerd:",
                        "--address=",
                        "Examples:")
                .containsOnlyOnce("--root=DIR  ");
        assertThat(dray("gc", "--help").out()).contains("--root=").doesNotContain("The local store:");
    }

    @ParameterizedTest
    @MethodSource("wrongCommandLines")
    void aWrongCommandLineIsToldInOneLineThatSaysWhereToRead(String words, String problem) {
        Invocation run = dray((Object[]) (words.isEmpty() ? new String[0] : words.split(" ", -1)));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.message()).startsWith("dray: ").contains(problem).matches(".*; see dray( [a-z-]+)* --help");
    }

    @Test
    void aWrongCommandLineIsAnEventForPrograms() {
        Invocation run = dray("tree", "--json");

        JsonNode event = Invocation.documents(run.message()).get(0);
        assertThat(event.get("event").asString()).isEqualTo("error");
        assertThat(event.get("exitCode").asInt()).isEqualTo(ExitCode.USAGE);
        assertThat(event.get("message").asString()).startsWith("SOURCE is missing");
    }

    @Test
    void anArchiveIsNotWrittenToATerminal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal quiet = Terminal.of(new PrintStream(out, true), new PrintStream(err, true));
        Terminal terminal = new Terminal(quiet.out(), quiet.err(), quiet.data(), true, false, quiet.columns());

        int code = Dray.run(new String[] {"export", "oci:a", "-o", "-"}, terminal);

        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("an archive is not for a terminal; give a file");
    }

    /** Every command there is, with the words that call it. */
    static Stream<Arguments> commands() {
        List<Arguments> found = new ArrayList<>();
        Terminal nobody = Terminal.of(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(System.err));
        collect(Dray.commandLine(nobody), List.of(), found);
        return found.stream();
    }

    private static void collect(CommandLine command, List<String> words, List<Arguments> found) {
        found.add(arguments(words, command.getSubcommands().isEmpty()));
        command.getSubcommands().forEach((name, line) -> collect(line, with(words, name), found));
    }

    private static List<String> with(List<String> words, String word) {
        return Stream.concat(words.stream(), Stream.of(word)).toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExamplesThatCanBeCopied(List<String> words, boolean runs) {
        Invocation help = dray(with(words, "--help").toArray()).requireSuccess();

        String call =
                String.join(" ", with(List.of("dray"), String.join(" ", words))).strip();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith("Usage: " + call);
        if (runs) {
            List<String> examples = help.lines().stream()
                    .dropWhile(line -> !line.equals("Examples:"))
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .toList();
            assertThat(examples)
                    .isNotEmpty()
                    .allMatch(line ->
                            line.startsWith("  " + call) || line.contains("| dray") || line.contains("<(" + call));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsTheUsualTerminalWithEveryNameWhole(List<String> words, boolean runs) {
        Invocation help = dray(with(words, "--help").toArray()).requireSuccess();

        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        // A hyphen or slash at the end of a line is half a name; so is a pipe, but for the examples.
        assertThat(help.lines()).noneMatch(line -> line.matches(".*[^ ][-/|]$"));
        CommandLine command =
                Dray.commandLine(Terminal.of(new PrintStream(OutputStream.nullOutputStream()), System.err));
        for (String word : words) {
            command = Objects.requireNonNull(command.getSubcommands().get(word));
        }
        command.getCommandSpec().options().forEach(option -> assertThat(help.out())
                .contains(option.names()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandTellsItsVersion(List<String> words, boolean runs) {
        assertThat(dray(with(words, "--version").toArray()).requireSuccess().out())
                .startsWith("dray ");
    }

    @Test
    void outputThatNobodyTakesIsAFailure() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        int code = Dray.run(
                new String[] {"ls", "oci:" + Fixtures.hello()},
                Terminal.of(new PrintStream(full), new PrintStream(err, true)));

        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("standard output was closed, or had no room");
    }
}
