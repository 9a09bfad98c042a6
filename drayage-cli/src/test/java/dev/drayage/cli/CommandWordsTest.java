package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What hands that know other tools type. */
class CommandWordsTest {
    private static final Terminal NOWHERE = Terminal.of(
            new PrintStream(OutputStream.nullOutputStream()), new PrintStream(OutputStream.nullOutputStream()));

    @TempDir
    private Path directory;

    private static List<String> translated(String line) throws CommandWords.OtherWordsException {
        return new CommandWords(
                        name -> CommandSpec.forAnnotatedObject(CommandList.type(name), new CommandFactory(NOWHERE)))
                .translate(line.isEmpty() ? List.of() : List.of(line.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | ``",
                "--help | --help",
                "ls --json | ls --json",
                "copy pull push | copy pull push",
                "tag images help | tag images help",
                "--json ls oci:a | ls oci:a --json",
                "--debug image ls | ls --debug",
                "-q --debug cp a b | copy a b -q --debug",
                "cp oci:a oci:b | copy oci:a oci:b",
                "images | ls",
                "images --json | ls --json",
                "images alpine | ls alpine",
                "images ls | ls",
                "image ls | ls",
                "image list | ls",
                "i ls | ls",
                "image rm a | rm a",
                "image inspect a | inspect a",
                "image copy a b | copy a b",
                "image export a -o b | export a -o b",
                "image manifest a | inspect --raw a",
                "rmi a b | rm a b",
                "validate oci:a | verify oci:a",
                "catalog localhost:5000 | repositories localhost:5000",
                "repo ls localhost:5000 | repositories localhost:5000",
                "repo tags r.example/a | tags r.example/a",
                "list-tags docker://r.example/a | tags docker://r.example/a",
                "auth login r.example -u a | login r.example -u a",
                "registry login r.example | login r.example",
                "manifest oci:a | inspect --raw oci:a",
                "manifest get oci:a | inspect --raw oci:a",
                "manifest inspect oci:a --platform linux/arm64 | inspect --raw oci:a --platform linux/arm64",
                "config oci:a | inspect --config oci:a",
                "leases ls | lease ls",
                "completion bash | generate-completion bash",
                "help | --help",
                "help copy | copy --help",
                "help lease ls | lease ls --help",
                "help cp | copy --help",
                "help pull | copy --help",
                "help help | --help",
                "save -o a.tar b | export -o a.tar b",
                "save b -o - | export b -o -",
                "export a b | export a b",
                "export oci:a oci-archive:b.tar | export oci:a oci-archive:b.tar",
                "save b | export b -o -",
                "save --platform linux/arm64 b | export --platform linux/arm64 b -o -",
                "save b --output=a.tar | export b --output=a.tar",
                "save b -oa.tar | export b -oa.tar",
                "save --help | export --help",
                "help save | export --help",
                "image save b | export b -o -",
                "load -i a.tar | import a.tar",
                "load --input a.tar | import a.tar",
                "load --input=a.tar -q | import a.tar -q",
                "load | import -",
                "load -q | import -q -",
                "load --name x | import --name x -",
                "load --help | import --help",
                "pull alpine | copy docker://alpine docker.io/library/alpine:latest",
                "pull docker://r.example/a:v1 | copy docker://r.example/a:v1 r.example/a:v1",
                "pull --platform linux/arm64 alpine | copy --platform linux/arm64 docker://alpine"
                        + " docker.io/library/alpine:latest",
                "pull --platform=linux/arm64 alpine -q | copy --platform=linux/arm64 -q docker://alpine"
                        + " docker.io/library/alpine:latest",
                "image pull alpine | copy docker://alpine docker.io/library/alpine:latest",
                "images pull alpine | copy docker://alpine docker.io/library/alpine:latest",
                "push r.example/a:v1 | copy r.example/a:v1 docker://r.example/a:v1",
                "push --plain-http r.example/a | copy --plain-http r.example/a docker://r.example/a:latest"
            })
    void whatIsOneThingIsPutInOwnWords(String typed, String own) throws Exception {
        assertThat(String.join(" ", translated(typed))).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "run -it alpine | 'run' is not a command: dray moves images, it runs no containers",
                "ps | 'ps' is not a command: dray moves images, it runs no containers",
                "build . | 'build' is not a command: dray moves images as they are, it makes no others",
                "standalone-verify a b c d | --referrers takes them along",
                "history alpine | type: dray inspect alpine",
                "history my image | type: dray inspect my image",
                "discover r.example/a | --referrers",
                "manifest-digest a.json | sha256sum FILE",
                "blob get a | dray tree SOURCE shows all",
                "repo delete a | dray repositories HOST and dray tags",
                "image frob a | dray ls lists images",
                "pull alpine alpine.tar | type: dray export docker://alpine -o alpine.tar",
                "pull | type: dray export docker://REF -o FILE",
                "pull Alpine! | pull: \"Alpine!\" is not the name of an image",
                "export oci:a a.tar | -o names; type: dray export oci:a -o a.tar",
                "export docker://a - | type: dray export docker://a -o -",
                "images export --platform linux/arm64 a.tar b c | type: dray export b c --platform linux/arm64 -o a.tar; an image in a containerd",
                "push r.example/a:v1 app:v1 | type: dray copy r.example/a:v1 docker://app:v1",
                "push | type: dray copy SOURCE docker://REF",
                "exprot | 'exprot' is not a command, did you mean export?",
                "imags | 'imags' is not a command, did you mean images?",
                "verfy | did you mean verify?",
                "LS | did you mean ls?",
                "frobnicate | 'frobnicate' is not a command; dray --help lists those there are",
                "42 | '42' is not a command; dray --help lists those there are"
            })
    void ofAllElseTheUserIsToldTheCommandToType(String typed, String told) {
        assertThatThrownBy(() -> translated(typed))
                .isInstanceOf(CommandWords.OtherWordsException.class)
                .hasMessageContaining(told);
    }

    @Test
    void anArchiveThatIsPushedIsNamedByWhatItIs() {
        Path archive = directory.resolve("a.tar");
        dray("export", "oci:" + Fixtures.hello(), "-o", archive).requireSuccess();

        Invocation run = dray("push", archive, "r.example/a");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message())
                .contains("type: dray copy oci-archive:" + archive + " docker://r.example/a")
                .endsWith("; see dray --help");
    }

    @Test
    void aliasesDoWhatTheyStandFor() {
        Path store = directory.resolve("store");
        Path archive = directory.resolve("a.tar");
        dray("save", "oci:" + Fixtures.hello(), "-o", archive).requireSuccess();
        dray("load", "-i", archive, "--root", store, "--name", "hello").requireSuccess();

        assertThat(dray("images", "--root", store).requireSuccess().out()).contains("docker.io/library/hello:latest");
        assertThat(dray("image", "inspect", "hello", "--root", store)
                        .requireSuccess()
                        .out())
                .contains("docker.io/library/hello:latest");
        assertThat(dray("validate", "hello", "--root", store).requireSuccess().out())
                .contains(": ok");
        dray("rmi", "hello", "--root", store).requireSuccess();
        assertThat(dray("images", "--json", "--root", store).requireSuccess().out())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "help help", "--help", "-h"})
    void helpListsAllCommands(String words) {
        assertThat(dray((Object[]) words.split(" ", -1)).requireSuccess().out())
                .contains(CommandList.NAMES.toArray(String[]::new));
    }

    @Test
    void everyCommandIsListedOnce() {
        CommandLine all = Dray.commandLine(NOWHERE);

        assertThat(all.getSubcommands().keySet()).containsExactlyElementsOf(CommandList.NAMES);
        all.getSubcommands()
                .forEach((name, command) ->
                        assertThat(command.getCommandSpec().name()).isEqualTo(name));
    }

    @Test
    void versionNeedsNoCommand() {
        String version = dray("--version").requireSuccess().out();

        assertThat(version).startsWith("dray ");
        assertThat(dray("-V").out()).isEqualTo(version);
        assertThat(dray("version").out()).isEqualTo(version);
        assertThat(dray("--version", "--json").requireSuccess().out()).isEqualTo(version);
    }
}
