package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the shells themselves make of the words that are typed. */
class CompletionTest {
    /** Prints what bash would put in the place of the word that it sees. */
    private static final String BASH = """
            source "$1"; compopt() { :; }
            COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
            _dray dray; printf '%s\\n' "${COMPREPLY[@]}"
            """;

    /** A zsh in a terminal of its own, in which a widget writes down what is added to the list. */
    private static final String ZSH = """
            zmodload zsh/zpty
            zpty -b shell zsh -f -i
            zpty -w shell "
            PS1=; fpath=($1:h \\$fpath); autoload -U compinit; compinit -D -u
            compadd() {
                if [[ \\${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd \\"\\$@\\"; return; fi
                local -a found; builtin compadd -A found \\"\\$@\\"; print -rl -- \\$found >>$3
                builtin compadd \\"\\$@\\"
            }
            record() { _main_complete; print done >>$3.done }
            zle -C record complete-word record
            bindkey '^I' record; print ready >$3.ready"
            repeat 200; do [[ -e $3.ready ]] && break; sleep 0.05; done
            zpty -w -n shell "$2"$'\\t'
            repeat 200; do [[ -e $3.done ]] && break; sleep 0.05; done
            zpty -d shell; [[ -e $3.done ]] && { [[ ! -e $3 ]] || cat $3 }
            """;

    private static final String FISH = "source $argv[1]; complete -C $argv[2]";

    @TempDir
    private Path directory;

    /** In the place of the command, to say what is stored. */
    @BeforeEach
    void stores() throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path fake = Files.writeString(bin.resolve("dray"), """
                #!/bin/sh
                [ "$*" = 'ls -q' ] && echo docker.io/library/app:v1 && echo r.example/app:v2
                [ "$*" = 'ls -q --root=other' ] && echo r.example/other:v1
                exit 0
                """);
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(directory.resolve("work/layouts"));
        Files.writeString(directory.resolve("work/image.tar"), "");
    }

    @ParameterizedTest
    @EnumSource
    void commandsAreCompletedAtAnyDepth(Shell shell) throws IOException {
        assertThat(completions(shell, "dray ex")).containsExactly("export");
        assertThat(completions(shell, "dray lease cr")).containsExactly("create");
        assertThat(completions(shell, "dray ls co")).doesNotContain("copy");
    }

    @ParameterizedTest
    @EnumSource
    void optionsAreThoseOfTheCommand(Shell shell) throws IOException {
        assertThat(completions(shell, "dray export --all")).containsExactly("--all-platforms");
        assertThat(completions(shell, "dray cp a b --for")).contains("--format", "--force");
        assertThat(completions(shell, "dray lease create --ex")).containsExactly("--expires");
        assertThat(completions(shell, "dray gc --all")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreThoseThatTheOptionTakes(Shell shell) throws IOException {
        assertThat(completions(shell, "dray export --missing s")).containsExactlyInAnyOrder("skip", "sparse");
        assertThat(completions(shell, "dray export --compress=")).contains("gzip", "zstd", "none");
        assertThat(completions(shell, "dray export --platform linux/arm6")).containsExactly("linux/arm64");
        assertThat(completions(shell, "dray export -o im")).containsExactly("image.tar");
        assertThat(completions(shell, "dray ls --root la")).containsExactly("layouts");
        assertThat(completions(shell, "dray inspect --format o")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void placesAreSchemesFilesAndStoredImages(Shell shell) throws IOException {
        assertThat(completions(shell, "dray export oci")).containsExactlyInAnyOrder("oci:", "oci-archive:");
        assertThat(completions(shell, "dray export oci:la")).containsExactly("layouts");
        assertThat(completions(shell, "dray export -o x oci-archive:i")).containsExactly("image.tar");
        assertThat(completions(shell, "dray copy x containerd")).containsExactly("containerd:");
        assertThat(completions(shell, "dray import i")).containsExactly("image.tar");
        assertThat(completions(shell, "dray delete d")).containsExactly("docker://");
        assertThat(completions(shell, "dray inspect ap")).containsExactly("app:v1");
    }

    @ParameterizedTest
    @EnumSource
    void namesOfStoredImagesAreWholeWithTheirTags(Shell shell) throws IOException {
        assertThat(completions(shell, "dray rm a")).containsExactly("app:v1");
        // Bash alone takes the colon for the end of a word.
        assertThat(completions(shell, "dray rm app:")).containsExactly(shell == Shell.BASH ? "v1" : "app:v1");
        assertThat(completions(shell, "dray rm app:v1 r.")).containsExactly("r.example/app:v2");
        assertThat(completions(shell, "dray rm --root=other r.")).containsExactly("r.example/other:v1");
        assertThat(completions(shell, "dray rm --root other r.")).containsExactly("r.example/other:v1");
    }

    @ParameterizedTest
    @EnumSource
    void everyOptionOfEveryCommandIsNamed(Shell shell) throws IOException {
        String script = shell.completion();

        for (Completed command : Completed.all(CommandHelp.ofDray())) {
            assertThat(command.options()).isNotEmpty().allSatisfy(option -> assertThat(CommandHelp.names(option))
                    .allSatisfy(name -> assertThat(script)
                            .contains(
                                    shell == Shell.FISH
                                            ? name.replaceFirst("^-+", " ").strip()
                                            : name)));
        }
        assertThat(script).doesNotContainPattern("@[a-z-]+@");
        assertThat(shell.completion()).isEqualTo(script);
    }

    @Test
    void anOptionTakesAValueInEveryCommandOrInNone() {
        // Fish is told of them once for all commands.
        List<Completed> all = Completed.all(CommandHelp.ofDray());
        assertThat(all).allSatisfy(command -> assertThat(command.options()).allSatisfy(option -> assertThat(all.stream()
                        .flatMap(other -> other.options().stream())
                        .filter(other -> !Collections.disjoint(List.of(other.names()), List.of(option.names())))
                        .map(Completed::takesValue)
                        .distinct())
                .hasSize(1)));
    }

    @Test
    void bashFindsNothingToComplainOf() throws IOException {
        Path script = script(Shell.BASH);

        Peers.require("shellcheck").run("-s", "bash", script.toString()).requireSuccess();
    }

    @Test
    void theCommandPrintsTheCompletionOfTheShellThatIsNamed() throws IOException {
        for (Shell shell : Shell.values()) {
            assertThat(dray("generate-completion", shell.name().toLowerCase(Locale.ROOT))
                            .requireSuccess()
                            .out())
                    .isEqualTo(shell.completion());
        }
        assertThat(dray("generate-completion").requireSuccess().out()).isEqualTo(Shell.BASH.completion());
        assertThat(dray("completion", "powershell").message()).contains("'powershell' is not bash, zsh or fish");
    }

    @Test
    void zshCompletesAfterSourceToo() throws IOException {
        var zsh = Peers.require("zsh").in(directory);
        String script = script(Shell.ZSH).toString();

        for (String before : List.of("", "autoload -U compinit; compinit -D -u; ")) {
            var run = zsh.run("-f", "-c", "HOME=$1:h; " + before + "source $1; print $_comps[dray]", "zsh", script)
                    .requireSuccess();

            assertThat(run.out()).isEqualTo("_dray\n");
            assertThat(run.err()).isEmpty();
        }
    }

    private Path script(Shell shell) throws IOException {
        Path file = directory.resolve("completions/" + shell.file());
        Files.createDirectories(file.getParent());
        return Files.writeString(file, shell.completion());
    }

    private List<String> completions(Shell shell, String line) throws IOException {
        Path script = script(shell);
        var program = Peers.require(shell.name().toLowerCase(Locale.ROOT))
                .in(directory.resolve("work"))
                .env("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        Path found = Files.createTempDirectory(directory, "found").resolve("words");
        var run =
                switch (shell) {
                    case BASH -> program.run("--norc", "-c", BASH, "bash", script.toString(), line);
                    case ZSH -> program.run("-f", "-c", ZSH, "zsh", script.toString(), line, found.toString());
                    case FISH -> program.run("--no-config", "-c", FISH, script.toString(), line);
                };
        return Arrays.stream(run.requireSuccess().out().split("\n", -1))
                .map(word -> word.replaceFirst("\t.*", ""))
                // Some give the whole word, and a slash behind a directory.
                .map(word -> word.replaceFirst("^(oci|oci-archive):(?=.)|^--compress=", "")
                        .replaceFirst("(?<=[a-z])/$", ""))
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }
}
