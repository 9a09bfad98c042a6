package dev.drayage.packaging.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.cli.CommandHelp;
import dev.drayage.cli.Shell;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.OptionSpec;

class ManualTest {
    @TempDir
    private Path directory;

    private static List<CommandHelp> commands(CommandHelp help) {
        List<CommandHelp> all = new ArrayList<>(List.of(help));
        help.commands().forEach(command -> all.addAll(commands(command)));
        return all;
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(directory.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
    }

    private Map<String, String> manual() throws IOException {
        Manual.main(new String[] {directory.resolve("out").toString()});
        return files(directory.resolve("out"));
    }

    @Test
    void everyCommandHasAPageThatExplainsEachOfItsOptions() throws IOException {
        Map<String, String> manual = manual();

        List<CommandHelp> commands = commands(CommandHelp.ofDray());
        assertThat(commands).hasSizeGreaterThan(25).allSatisfy(command -> {
            String page = manual.get("share/man/man1/" + command.command().qualifiedName("-") + ".1");
            assertThat(page).isNotNull();
            for (OptionSpec option : command.command().options()) {
                for (String name : option.names()) {
                    assertThat(page).contains("\\fB" + name.replace("-", "\\-") + "\\fR");
                }
            }
            for (String example : command.examples()) {
                assertThat(page).contains(example.substring(0, 5));
            }
        });
        assertThat(manual.keySet().stream().filter(name -> name.startsWith("share/man/")))
                .hasSameSizeAs(commands);
    }

    @Test
    void noSectionIsEmptyAndNoneIsMissing() throws IOException {
        assertThat(manual()).allSatisfy((name, page) -> {
            if (name.startsWith("share/man/")) {
                assertThat(page).doesNotContainPattern("\\.S[HS] [^\n]*\n(\\.S[HS]|$)");
                assertThat(Pattern.compile("(?m)^\\.SH (.*)$")
                                .matcher(page)
                                .results()
                                .map(MatchResult::group))
                        .containsSubsequence(
                                ".SH NAME",
                                ".SH SYNOPSIS",
                                ".SH DESCRIPTION",
                                ".SH OPTIONS",
                                ".SH EXIT STATUS",
                                ".SH ENVIRONMENT",
                                ".SH SEE ALSO");
            }
        });
        assertThat(manual().get("share/man/man1/dray-export.1")).contains(".SH EXAMPLES", ".SH FILES");
    }

    @Test
    void variablesThatTheSourcesReadAreInTheManual() throws IOException {
        Pattern variable = Pattern.compile("\"((?:DRAY|DRAYAGE|CONTAINERD|XDG|DOCKER|REGISTRY|SSL)_[A-Z_]+)\"");
        String page = manual().get("share/man/man1/dray.1");
        Path root = Path.of(System.getProperty("drayage.root"));
        int found = 0;
        try (Stream<Path> files = Files.walk(root, 12)) {
            for (Path file : files.filter(path -> path.toString().matches(".*/drayage[^/]*/src/main/java/.*\\.java"))
                    .toList()) {
                for (MatchResult match :
                        variable.matcher(Files.readString(file)).results().toList()) {
                    assertThat(page).as("%s reads it", file).contains("\\fB" + match.group(1) + "\\fR");
                    found++;
                }
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    @Test
    void theCompletionsAreWhereShellsLook() throws IOException {
        for (Shell shell : Shell.values()) {
            assertThat(manual()).containsEntry("share/" + shell.file(), shell.completion());
        }
    }

    @Test
    void everyRunWritesTheSameBytes() throws IOException {
        Map<String, String> once = manual();

        assertThat(once.get("share/man/man1/dray.1"))
                .startsWith(".TH \"DRAY\" 1 \"20")
                .doesNotContain("${");
        assertThat(manual()).isEqualTo(once);
    }

    @Test
    void mandocFindsNothingToWarnOf() throws IOException {
        var mandoc = Peers.require("mandoc");
        for (String name : manual().keySet()) {
            if (name.endsWith(".1")) {
                mandoc.run(
                                "-Tlint",
                                "-Wwarning",
                                directory.resolve("out/" + name).toString())
                        .requireSuccess();
            }
        }
    }

    @Test
    void groffFindsNothingToWarnOf() throws IOException {
        var groff = Peers.require("groff");
        for (String name : manual().keySet()) {
            if (name.endsWith(".1")) {
                var run = groff.run(
                        "-man",
                        "-ww",
                        "-z",
                        "-Tutf8",
                        directory.resolve("out/" + name).toString());
                assertThat(run.requireSuccess().err()).isEmpty();
            }
        }
    }

    @Test
    void pagesAsMarkdownLinkToPagesThatAreThere() throws IOException {
        Manual.main(new String[] {"--markdown", directory.resolve("pages").toString()});
        Map<String, String> pages = files(directory.resolve("pages"));

        assertThat(pages).hasSameSizeAs(commands(CommandHelp.ofDray())).allSatisfy((name, page) -> {
            assertThat(page).startsWith("# " + name.replace(".md", "") + "\n").contains("## Synopsis", "## See also");
            assertThat(Pattern.compile("\\]\\(([^)]*)\\)")
                            .matcher(page)
                            .results()
                            .map(match -> match.group(1)))
                    .isNotEmpty()
                    .allMatch(pages::containsKey);
        });
        assertThat(pages.get("dray-lease.md")).contains("[`dray lease create`](dray-lease-create.md): Make a lease");
    }

    @Test
    void refusesToWriteToNowhere() {
        assertThatThrownBy(() -> Manual.main(new String[0])).hasMessageContaining("give a directory");
    }
}
