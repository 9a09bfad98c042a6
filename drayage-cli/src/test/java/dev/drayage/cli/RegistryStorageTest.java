package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.peer.RegistryProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The storage of Debian's docker-registry, filled by it or by dray, beside what the registry makes of it. */
class RegistryStorageTest {
    private static final String V2 = "docker/registry/v2/";

    @TempDir
    private static Path shared;

    /** What skopeo pushed and the registry wrote: app:v1, of two platforms, app:v2, one of them, and other/app:v1. */
    private static Path filled;

    private static SampleImage sample;

    @TempDir
    private Path directory;

    private Path storage;

    @BeforeAll
    static void fill() throws IOException {
        Program skopeo = Peers.require("skopeo");
        sample = new SampleImage();
        Path layout = shared.resolve("layout");
        sample.layout(layout);
        try (RegistryProcess registry = RegistryProcess.start(shared)) {
            String host = "docker://" + registry.authority();
            for (String name : List.of("app:v1", "other/app:v1")) {
                push(skopeo, "oci:" + layout + ":v1", host + "/" + name, "--all");
            }
            push(skopeo, "oci:" + layout + ":v1", host + "/app:v2", "--override-arch=amd64");
            dray("export", host + "/app:v1", "-o", shared.resolve("api.tar"), "--all-platforms", "--name", "app:v1")
                    .requireSuccess();
        }
        filled = shared.resolve("storage");
    }

    private static void push(Program skopeo, String from, String to, String option) {
        skopeo.run("copy", option, "--preserve-digests", "--dest-tls-verify=false", from, to)
                .requireSuccess();
    }

    @BeforeEach
    void copyStorage() throws IOException {
        storage = directory.resolve("storage");
        try (Stream<Path> files = Files.walk(filled)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, storage.resolve(filled.relativize(file).toString()));
            }
        }
    }

    private String place() {
        return "registry-storage:" + storage;
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                byte[] bytes = Files.readAllBytes(file);
                files.put(
                        root.relativize(file).toString(),
                        bytes.length + ":" + HexFormat.of().formatHex(bytes));
            }
        }
        return files;
    }

    private Path blob(String digest) {
        String hex = digest.substring(digest.indexOf(':') + 1);
        return storage.resolve(V2 + "blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data");
    }

    private Path link(String below) {
        return storage.resolve(V2 + "repositories/" + below + "/link");
    }

    /** The digests of the layers of the amd64 image. */
    private String layer() throws IOException {
        String manifest = Files.readString(blob(sample.amd64.digest().toString()));
        var matcher = Pattern.compile("sha256:[0-9a-f]{64}").matcher(manifest);
        List<String> digests = new ArrayList<>();
        while (matcher.find()) {
            digests.add(matcher.group());
        }
        return digests.get(1);
    }

    @Test
    void listsWhatTheRegistryHas() {
        assertThat(dray("ls", place()).requireSuccess().out())
                .contains("registry.localhost/app:v1", "registry.localhost/app:v2", "registry.localhost/other/app:v1")
                .doesNotContain("@sha256");
        assertThat(dray("ls", place() + ":app").requireSuccess().lines()).hasSize(3);
        assertThat(dray("digest", place() + ":app:v2").requireSuccess().out())
                .contains(sample.amd64.digest().toString());
    }

    @Test
    void anExportIsThatOfTheRegistry() throws IOException {
        Path ours = directory.resolve("ours.tar");
        dray("export", place() + ":app:v1", "-o", ours, "--all-platforms", "--name", "app:v1")
                .requireSuccess();
        assertThat(Files.mismatch(ours, shared.resolve("api.tar"))).isEqualTo(-1);
    }

    @Test
    void aCopyOfAllIsTheSameStorage() throws IOException {
        Path other = directory.resolve("other");
        dray("copy", place(), "registry-storage:" + other, "--all-platforms").requireSuccess();
        assertThat(files(other)).isEqualTo(files(storage));
    }

    /** The registry serves what dray wrote, and its own collection of garbage finds none. */
    @Test
    void theRegistryServesWhatIsCopiedIn() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        String layout = "oci:" + shared.resolve("layout") + ":v1";
        dray("copy", layout, "registry-storage:" + home.resolve("storage") + ":team/app:new", "--all-platforms")
                .requireSuccess();
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            String name = "docker://" + registry.authority() + "/team/app:new";
            Peers.require("skopeo")
                    .run(
                            "copy",
                            "--all",
                            "--preserve-digests",
                            "--src-tls-verify=false",
                            name,
                            "oci:" + directory.resolve("back") + ":v1")
                    .requireSuccess();
            assertThat(dray("digest", "oci:" + directory.resolve("back") + ":v1")
                            .requireSuccess()
                            .out())
                    .isEqualTo(dray("digest", layout).out());
        }
        Map<String, String> before = files(home.resolve("storage"));
        String collected = Peers.require("docker-registry")
                .run("garbage-collect", home.resolve("config.yml").toString())
                .requireSuccess()
                .out();
        assertThat(collected).contains("0 blobs and 0 manifests eligible for deletion");
        assertThat(files(home.resolve("storage"))).isEqualTo(before);
    }

    @Test
    void whatIsPushedToDrayIsReadByTheRegistry() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        Path own = Files.createDirectory(home.resolve("storage"));
        try (ServeRegistryProcess serving = ServeRegistryProcess.start("registry-storage:" + own, "--writable")) {
            push(
                    Peers.require("skopeo"),
                    "oci:" + shared.resolve("layout") + ":v1",
                    "docker://" + serving.address() + "/app:v1",
                    "--all");
        }
        try (RegistryProcess registry = RegistryProcess.start(home)) {
            assertThat(dray("digest", "docker://" + registry.authority() + "/app:v1")
                            .requireSuccess()
                            .out())
                    .isEqualTo(dray("digest", place() + ":app:v1").out());
        }
        assertThat(dray("verify", "registry-storage:" + own).requireSuccess().out())
                .doesNotContain("note:");
    }

    @Test
    void aSoundStorageIsSound() throws IOException {
        Map<String, String> before = files(storage);
        Invocation run = dray("verify", place()).requireSuccess();
        assertThat(run.lines()).hasSize(1);
        assertThat(run.out()).contains(": ok, ").contains(" links");
        assertThat(files(storage)).isEqualTo(before);
    }

    private Invocation damaged(int code, String... told) throws IOException {
        Map<String, String> before = files(storage);
        Invocation run = dray("verify", place());
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(code);
        assertThat(run.out()).contains(told).contains(": NOT ok, ");
        assertThat(files(storage)).isEqualTo(before);
        return run;
    }

    @Test
    void aMissingBlobIsToldForEachRepository() throws IOException {
        String layer = layer();
        Files.delete(blob(layer));
        assertThat(damaged(
                                ExitCode.MISSING,
                                "missing: blob " + layer + " is missing, to which repository app has the link")
                        .out())
                .contains("to which repository other/app has the link");
    }

    @Test
    void wrongBytesAreTold() throws IOException {
        Files.writeString(blob(layer()), "other");
        damaged(ExitCode.CORRUPT, "corrupt: blob " + layer() + " is corrupt: its 5 bytes hash to sha256:");
    }

    @Test
    void linksThatHoldNoDigestAreTold() throws IOException {
        Path tag = link("app/_manifests/tags/v1/current");
        Files.writeString(tag, "");
        Path layer = link("app/_layers/sha256/" + layer().substring(7));
        Files.writeString(layer, "sha256:12");
        damaged(
                ExitCode.CORRUPT,
                "tag v1 of repository app names nothing",
                "holds \"sha256:12\" where a digest should be");
    }

    @Test
    void aLinkOfAGigabyteIsNotRead() throws IOException {
        Path layer = link("app/_layers/sha256/" + layer().substring(7));
        try (var file = new RandomAccessFile(layer.toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        assertThat(dray("verify", place()).out()).contains("holds 1073741824 bytes, more than a digest has,");
    }

    @Test
    void aTagThatDanglesIsTold() throws IOException {
        String amd64 = sample.amd64.digest().hex();
        Files.delete(link("app/_manifests/revisions/sha256/" + amd64));
        damaged(
                ExitCode.MISSING,
                "tag v2 of repository app names manifest sha256:" + amd64
                        + ", to which the repository has no link docker/registry/v2/repositories/app/_manifests/",
                "; its bytes are there",
                "is not in repository app: the link to it is missing");
    }

    @Test
    void aLayerWithoutALinkIsTold() throws IOException {
        Files.delete(link("app/_layers/sha256/" + layer().substring(7)));
        damaged(
                ExitCode.MISSING,
                "layer " + layer() + ", to which manifest " + sample.amd64.digest()
                        + " refers, is not in repository app: the link to it is missing");
    }

    @Test
    void whatIsNoDamageIsNoted() throws IOException {
        String orphan = "sha256:" + "a".repeat(64);
        Path stray = Files.createDirectories(storage.resolve(V2 + "repositories/app/_uploads/12345"));
        Files.writeString(stray.resolve("startedat"), "2026-01-01T00:00:00Z");
        Files.writeString(stray.resolve("data"), "cut");
        Files.writeString(storage.resolve("notes.txt"), "mine");
        byte[] bytes = "nobody's".getBytes(StandardCharsets.UTF_8);
        String digest = Digest.compute(DigestAlgorithm.SHA256, bytes).toString();
        Files.createDirectories(blob(digest).getParent());
        Files.write(blob(digest), bytes);
        Invocation run = dray("verify", place()).requireSuccess();
        assertThat(run.out())
                .contains("note: blob " + digest + " (8 bytes) is an orphan")
                .contains("note: upload 12345 to repository app")
                .contains("note: file notes.txt (4 bytes) is none of the registry's")
                .contains(": ok, ")
                .doesNotContain(orphan);
        assertThat(dray("verify", place(), "--json").requireSuccess().out())
                .contains("\"verdict\":\"ok\"", "is an orphan");
    }

    @Test
    void repositoriesAndTagsAreListedAsARegistryListsThem() {
        assertThat(dray("repositories", place()).requireSuccess().lines()).containsExactly("app", "other/app");
        assertThat(dray("tags", place() + ":app").requireSuccess().lines()).containsExactly("v1", "v2");
        assertThat(dray("tags", place() + ":none").exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(dray("repositories", "registry-storage:" + directory).exitCode())
                .isEqualTo(ExitCode.MISSING);
        for (List<String> wrong : List.of(
                List.of("tags", place()),
                List.of("tags", place() + ":app:v1"),
                List.of("tags", place() + ":app", "--plain-http"),
                List.of("repositories", place() + ":app"),
                List.of("repositories", place(), "--authfile", "any"),
                List.of("delete", place() + ":app"),
                List.of("delete", place() + ":app:v1", "--limit-rate", "1M"))) {
            assertThat(dray(wrong.toArray()).exitCode()).as(wrong.toString()).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void whatIsDeletedLosesItsLinksAsTheRegistryHasItAndTheRestStays() throws IOException {
        Map<String, String> before = files(storage);
        assertThat(dray("delete", place() + ":app:v2").requireSuccess().err())
                .contains("deleted the tag " + place() + ":app:v2 of " + sample.amd64.digest());
        Map<String, String> after = files(storage);
        assertThat(before.keySet()).containsAll(after.keySet());
        before.keySet().removeAll(after.keySet());
        assertThat(before.keySet())
                .isNotEmpty()
                .allMatch(key -> key.startsWith(V2 + "repositories/app/_manifests/tags/v2/"));
        assertThat(dray("delete", place() + ":app:v2").exitCode()).isEqualTo(ExitCode.MISSING);

        Invocation listed = dray("delete", place() + ":app@" + sample.amd64.digest());
        assertThat(listed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(listed.err()).contains("is listed by an index in repository");
        String index =
                dray("digest", place() + ":app:v1").requireSuccess().out().strip();
        assertThat(dray("delete", place() + ":app@" + index).requireSuccess().err())
                .contains("and with it the tags v1; dray gc frees its bytes");
        assertThat(dray("tags", place() + ":app").requireSuccess().lines()).isEmpty();
        assertThat(dray("verify", place() + ":other/app:v1").requireSuccess().out())
                .contains("ok");
    }

    @Test
    void namesThatCannotBeMeantAreRefused() {
        for (String name : List.of(":../x", ":a:b/c", ":A", ":app:-", ":app@sha256:12", ":")) {
            assertThat(dray("ls", place() + name).exitCode()).as(name).isEqualTo(ExitCode.USAGE);
        }
        assertThat(dray("ls", place() + ":none:v1").exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(dray("ls", place() + ":app:none").message()).contains("it has v1, v2");
        assertThat(dray("copy", place() + ":app:v1", place() + ":app@" + sample.amd64.digest())
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsDamagedIsReplacedAndNothingElse() throws IOException {
        Map<String, String> sound = files(storage);
        String layer = layer();
        Files.writeString(blob(layer), "other");
        Files.delete(blob(sample.amd64.digest().toString()));
        Files.delete(link("other/app/_layers/sha256/" + layer.substring(7)));
        Files.writeString(link("app/_layers/sha256/" + layer.substring(7)), "");
        Map<String, String> damaged = files(storage);
        String from = "oci:" + shared.resolve("layout");

        Invocation report =
                dray("repair", place(), "--from", from, "--report-only").requireSuccess();
        assertThat(report.out()).contains("would repair: blob " + layer);
        assertThat(files(storage)).isEqualTo(damaged);

        Invocation repair = dray("repair", place(), "--from", from).requireSuccess();
        assertThat(repair.out()).contains("repaired: blob " + layer, " 0 left");
        assertThat(files(storage)).isEqualTo(sound);
        dray("verify", place()).requireSuccess();
    }

    @Test
    void aDirectoryWhereABlobHasToBeIsNamedAndTheRestIsRepaired() throws IOException {
        String layer = layer();
        Files.delete(blob(layer));
        Files.createDirectories(blob(layer).resolve("below"));
        Path other = blob(sample.amd64.digest().toString());
        Files.delete(other);
        Invocation run = dray("repair", place(), "--from", "oci:" + shared.resolve("layout"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.out())
                .contains("repaired: blob " + sample.amd64.digest())
                .contains(blob(layer) + ": there is a directory where a file has to be; move it away");
        assertThat(other).isRegularFile();
    }

    @Test
    void whatCannotBeRepairedIsTold() throws IOException {
        Files.delete(blob(layer()));
        Files.writeString(link("app/_manifests/tags/v1/current"), "");
        Path empty = directory.resolve("empty");
        new SampleImage().layout(empty);
        Files.delete(empty.resolve("blobs/sha256/" + layer().substring(7)));
        Map<String, String> damaged = files(storage);
        Invocation run = dray("repair", place(), "--from", "oci:" + empty);
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.out())
                .contains(
                        "missing: blob " + layer() + " is missing", "corrupt: tag v1 of repository app names nothing");
        assertThat(files(storage)).isEqualTo(damaged);
        assertThat(dray("repair", "oci:" + empty, "--from", "oci:" + empty).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
