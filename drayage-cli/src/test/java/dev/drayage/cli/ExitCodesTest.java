package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.drayage.layout.format.BlobPaths;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One kind of failure ends with one exit code, whatever command meets it, and with one line. */
class ExitCodesTest {
    private static final String ZEROS = "@sha256:" + "0".repeat(64);

    @TempDir
    private static Path directory;

    private static SampleImage sample;
    private static WireServer server;

    @BeforeAll
    static void makePlaces() throws IOException {
        sample = new SampleImage();
        sample.layout(at("whole"));
        sample.archive(at("whole.tar"), ".");
        sample.layout(at("bad"));
        Files.writeString(
                at("bad").resolve(BlobPaths.path(sample.amd64.digest())), "x".repeat((int) sample.amd64.size()));
        sample.layout(at("missing"));
        Files.delete(at("missing").resolve(BlobPaths.path(sample.amd64.digest())));
        Files.write(at("cut.tar"), Arrays.copyOf(Files.readAllBytes(at("whole.tar")), 3000));
        Files.writeString(at("text"), "text");
        Files.createDirectory(at("empty"));
        FaultyRegistry registry = FaultyRegistry.create()
                .holding("app", sample.content, List.of(sample.index))
                .tag("app", "v1", sample.index.digest());
        registry.faults()
                .always(request -> request.is("GET", "/v2/odd/tags/list"), (request, right) -> Reply.json(200, "[]"))
                .always(
                        request -> request.is("GET", "/v2/odd/manifests/packed"),
                        (request, right) -> Reply.json(200, "{}").with("Content-Encoding", "br"))
                .always(
                        request -> request.is("GET", "/v2/odd/manifests/sha256:"),
                        (request, right) -> Reply.json(200, "{}"));
        server = WireServer.start(registry);
        dray("import", at("whole"), "--name", "app", "--root", at("store")).requireSuccess();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Path at(String name) {
        return directory.resolve(name);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                        missing(),
                        corrupt(),
                        usage(),
                        Stream.of(
                                line(ExitCode.DONE, "ls --root NEW"),
                                line(ExitCode.DONE, "gc --root NEW"),
                                line(ExitCode.DONE, "lease ls --root NEW"),
                                line(ExitCode.DONE, "tag app other --root STORE"),
                                line(ExitCode.DONE, "verify oci:WHOLE"),
                                line(ExitCode.DONE, "verify oci:WHOLE --max-zstd-window 1GiB"),
                                line(ExitCode.DONE, "ls oci-archive:WHOLE.tar --max-zstd-window 1GiB"),
                                line(ExitCode.DONE, "ls oci-archive:WHOLE.tar --max-names 300000"),
                                line(ExitCode.DONE, "ls oci:WHOLE --follow-links"),
                                line(ExitCode.DONE, "ls docker://HOST/app:v1 --plain-http"),
                                line(ExitCode.DONE, "ls docker://HOST/app:v1 --connect-timeout 1500ms"),
                                line(ExitCode.DONE, "tags docker://HOST/app --connect-timeout 60m"),
                                line(ExitCode.DONE, "tags docker://HOST/app"),
                                line(ExitCode.FAILED, "tags docker://HOST/odd"),
                                line(ExitCode.FAILED, "ls docker://HOST/odd:packed"),
                                line(ExitCode.CORRUPT, "ls docker://HOST/odd" + ZEROS),
                                line(ExitCode.FAILED, "ls oci:TEXT"),
                                line(ExitCode.FAILED, "ls oci-archive:WHOLE"),
                                line(ExitCode.FAILED, "export oci:WHOLE -o WHOLE"),
                                line(ExitCode.FAILED, "export oci:WHOLE -o NEW/image.tar"),
                                line(ExitCode.FAILED, "copy oci:WHOLE oci-archive:NEW/image.tar"),
                                line(ExitCode.FAILED, "ls docker://127.0.0.1:1/app")))
                .flatMap(lines -> lines);
    }

    /** Whatever is not there, in every place and for every command. */
    private static Stream<Arguments> missing() {
        Stream<String> sources = Stream.of(
                "oci:NEW",
                "oci:WHOLE:v2",
                "oci:WHOLE" + ZEROS,
                "oci-archive:NEW",
                "oci-archive:WHOLE.tar:v2",
                "docker-archive:NEW",
                "containerd-root:NEW",
                "registry-storage:NEW",
                "containerd:app --address NEW/no.sock",
                "docker://HOST/app:v2",
                "docker://HOST/app" + ZEROS,
                "docker://HOST/no",
                "nothing --root NEW",
                "nothing --root STORE");
        Stream<Arguments> read = sources.flatMap(source -> Stream.of(
                        "inspect " + source,
                        "tree " + source,
                        "verify " + source,
                        "ls " + source,
                        "export " + source + " -o NEW.tar",
                        "copy " + source + " oci:NEW.layout")
                .map(line -> line(ExitCode.MISSING, line)));
        Stream<Arguments> others = Stream.of(
                        "import NEW",
                        "import oci:NEW",
                        "import WHOLE:v2 --root STORE",
                        "export oci:MISSING -o NEW.tar --all-platforms",
                        "copy oci:MISSING oci:NEW.layout --all-platforms",
                        "verify oci:MISSING",
                        "rm nothing --root STORE",
                        "rm nothing --root NEW",
                        "tag nothing other --root STORE",
                        "tag nothing other --root NEW",
                        "label nothing --root STORE",
                        "label nothing a=b --root STORE",
                        "lease create nothing --root STORE",
                        "lease rm nothing --root STORE",
                        "ingest abort nothing --root STORE")
                .map(line -> line(ExitCode.MISSING, line));
        return Stream.concat(read, others);
    }

    private static Stream<Arguments> corrupt() {
        return Stream.of(
                        "ls oci:EMPTY",
                        "verify oci:EMPTY",
                        "import EMPTY --root NEW.store",
                        "verify oci:BAD",
                        "export oci:BAD -o NEW.tar",
                        "copy oci:BAD oci:NEW.layout",
                        "import BAD --root NEW.store",
                        "inspect oci:BAD@" + sample.amd64.digest() + " --raw",
                        "ls oci-archive:CUT.tar",
                        "ls oci-archive:TEXT",
                        "ls docker-archive:TEXT",
                        "import TEXT --root NEW.store",
                        "verify oci-archive:CUT.tar")
                .map(line -> line(ExitCode.CORRUPT, line));
    }

    private static Stream<Arguments> usage() {
        return Stream.of(
                        "frobnicate",
                        "ls --frobnicate",
                        "ls dir:x",
                        "ls oci:WHOLE --max-zstd-window 1GiB",
                        "ls app --root STORE --max-names 300000",
                        "ls oci-archive:WHOLE.tar --max-names 0",
                        "ls oci-archive:WHOLE.tar --max-names 99999999999",
                        "ls oci-archive:WHOLE.tar --follow-links",
                        "ls --follow-links --root STORE",
                        "ls app --root STORE --address no.sock",
                        "tree oci:WHOLE --no-local-reads",
                        "inspect oci:WHOLE --plain-http",
                        "inspect oci:WHOLE --config",
                        "verify oci-archive:WHOLE.tar --follow-links",
                        "copy oci-archive:WHOLE.tar oci:NEW --follow-links",
                        "copy oci:WHOLE oci:NEW --max-zstd-window 1GiB",
                        "copy oci:WHOLE oci:NEW --limit-rate 1M",
                        "copy oci:WHOLE oci:NEW --connect-timeout 5s",
                        "ls docker://HOST/app --connect-timeout 5",
                        "ls docker://HOST/app --connect-timeout 0s",
                        "ls docker://HOST/app --connect-timeout 61m",
                        "export oci:WHOLE -o NEW.tar --max-zstd-window 1GiB",
                        "import oci:WHOLE --root STORE --max-zstd-window 1GiB",
                        "ls oci:WHOLE@sha256:12",
                        "ls docker://HOST/App",
                        "inspect docker://",
                        "copy oci:WHOLE docker://HOST/app:-",
                        "copy oci:WHOLE Name --root STORE",
                        "copy oci:WHOLE containerd-root:NEW",
                        "copy oci:WHOLE docker://HOST/app" + ZEROS,
                        "copy oci:WHOLE oci:WHOLE",
                        "copy oci:WHOLE:v1 oci:WHOLE/../whole:v1",
                        "copy docker://HOST/app docker://HOST/app:latest",
                        "copy app app --root STORE",
                        "export oci-archive:WHOLE.tar -o WHOLE.tar",
                        "export oci:WHOLE -o oci:NEW",
                        "export oci:WHOLE -o docker://HOST/app",
                        "export oci-archive:- docker-archive:- -o NEW.tar",
                        "export oci:WHOLE oci:WHOLE@" + sample.amd64.digest() + " --name x -o NEW.tar",
                        "export oci:WHOLE -o NEW.tar --name Bad",
                        "export oci:WHOLE -o NEW.tar --threads 0",
                        "export oci:WHOLE -o NEW.tar --platform a/b/c/d/e",
                        "import WHOLE --name Bad --root STORE",
                        "import WHOLE --base-name Bad --root STORE",
                        "tag app Bad --root STORE",
                        "label app =b --root STORE",
                        "label app a=b a=c --root STORE",
                        "ls oci:WHOLE:",
                        "copy oci:WHOLE: oci:NEW",
                        "copy oci:WHOLE:v1 oci:NEW:",
                        "verify oci-archive:WHOLE.tar:",
                        "import WHOLE: --root STORE",
                        "lease create --expires -1 --root STORE",
                        "ls --filter !! --root STORE",
                        "ls --namespace a/b --root STORE",
                        "tags app:v1@x",
                        "login HOST --username a")
                .map(line -> line(ExitCode.USAGE, line));
    }

    private static Arguments line(int code, String line) {
        return arguments(line, code);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void endsWith(String line, int code) {
        String words = line.replace("HOST", server.authority());
        for (String place : new String[] {"WHOLE", "BAD", "MISSING", "CUT", "TEXT", "EMPTY", "STORE", "NEW"}) {
            words = words.replace(place, at(place.toLowerCase(Locale.ROOT)).toString());
        }
        Invocation run = dray((Object[]) words.split(" ", -1));

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(code);
        if (code != ExitCode.DONE && !line.startsWith("verify")) {
            assertThat(run.message()).startsWith("dray: ").doesNotContain("null", "Exception", "parameter at index");
        }
        assertThat(at("new")).doesNotExist();
        assertThat(at("new.tar")).doesNotExist();
    }
}
