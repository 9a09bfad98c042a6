package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.gzip;
import static dev.drayage.testkit.ImageBuilder.noise;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --fill-from} and {@code dray repair}: what is missing or corrupt comes from other places. */
class FillFromTest {
    private static final byte[] LARGE = noise(7, 3_000_000);
    private static final byte[] SMALL = noise(8, 20_000);

    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();
    private final Descriptor amd64 =
            anImageIn(content).withLayer(LARGE).withLayer(SMALL).build();
    private final Descriptor arm64 = anImageIn(content)
            .on(Platform.of("linux", "arm64"))
            .withLayer(noise(9, 2_000_000))
            .build();
    private final Descriptor index =
            IndexBuilder.anIndexIn(content).of(amd64, arm64).build();

    private String whole;
    private String broken;
    private byte[] expected;

    @BeforeEach
    void writeBoth() throws IOException {
        whole = layout("whole");
        broken = layout("broken");
        expected = export(whole).requireSuccess().outBytes();
    }

    private String layout(String name) throws IOException {
        return "oci:" + LayoutDirectory.write(directory.resolve(name), content, LayoutDirectory.tagged(index, "v1"));
    }

    /** Its output is the archive. */
    private Invocation export(String source, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("export", source, "-o", "-", "--all-platforms"));
        arguments.addAll(List.of(more));
        return dray(arguments.toArray());
    }

    private static Digest digest(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    private Path blob(String layout, Digest digest) {
        return directory.resolve(layout).resolve(BlobPaths.path(digest));
    }

    private void spoil(String layout, Digest digest) throws IOException {
        Path file = blob(layout, digest);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private void spoilAll() throws IOException {
        spoil("broken", digest(LARGE));
        spoil("broken", digest(SMALL));
        Files.delete(blob("broken", arm64.digest()));
        Files.write(blob("broken", digest(noise(9, 2_000_000))), new byte[10]);
    }

    @Test
    void theOutputIsThatOfAWholeSource() throws IOException {
        spoilAll();
        Path file = directory.resolve("filled.tar");
        Invocation run = dray("export", broken, "-o", file, "--all-platforms", "--fill-from", whole)
                .requireSuccess();
        assertThat(run.err()).contains("dray: 4 blobs came from " + whole + ", ");
        assertThat(file).hasBinaryContent(expected);
        assertThat(export(broken, "--fill-from", whole).requireSuccess().outBytes())
                .isEqualTo(expected);
    }

    @Test
    void copiesAndImportsAreFilledToo() throws IOException {
        spoilAll();
        String copied = "oci:" + directory.resolve("copied");
        dray("copy", broken, copied, "--all-platforms", "--fill-from", whole).requireSuccess();
        assertThat(export(copied).requireSuccess().outBytes()).isEqualTo(expected);
        String archive = "oci-archive:" + directory.resolve("copied.tar");
        dray("copy", broken, archive, "--all-platforms", "--fill-from", whole).requireSuccess();
        assertThat(directory.resolve("copied.tar")).hasBinaryContent(expected);
        String root = directory.resolve("store").toString();
        dray("import", broken, "--name", "app:v1", "--all-platforms", "--root", root, "--fill-from", whole)
                .requireSuccess();
        dray("verify", "app:v1", "--root", root).requireSuccess();
        dray(
                        "copy",
                        broken,
                        "oci:" + directory.resolve("packed"),
                        "--compress",
                        "gzip",
                        "--all-platforms",
                        "--fill-from",
                        whole)
                .requireSuccess();
        dray("verify", "oci:" + directory.resolve("packed")).requireSuccess();
    }

    @Test
    void whatIsMissingEverywhereIsAllNamed() throws IOException {
        for (String layout : List.of("whole", "broken")) {
            Files.delete(blob(layout, digest(LARGE)));
            Files.delete(blob(layout, digest(SMALL)));
        }
        Invocation run =
                dray("export", broken, "-o", directory.resolve("no.tar"), "--all-platforms", "--fill-from", whole);
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.err()).contains(digest(LARGE).toString(), digest(SMALL).toString());
        assertThat(directory.resolve("no.tar")).doesNotExist();
    }

    @Test
    void whatIsCorruptEverywhereIsNotWritten() throws IOException {
        spoil("broken", digest(LARGE));
        spoil("whole", digest(LARGE));
        Invocation run =
                dray("export", broken, "-o", directory.resolve("no.tar"), "--all-platforms", "--fill-from", whole);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(directory.resolve("no.tar")).doesNotExist();
        Invocation copy =
                dray("copy", broken, "oci:" + directory.resolve("no"), "--all-platforms", "--fill-from", whole);
        assertThat(copy.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(blob("no", digest(LARGE))).doesNotExist();
        String third = layout("third");
        Path file = directory.resolve("filled.tar");
        dray("export", broken, "-o", file, "--all-platforms", "--fill-from", whole, "--fill-from", third)
                .requireSuccess();
        assertThat(file).hasBinaryContent(expected);
    }

    @Test
    void aPlaceThatIsNotNeededIsNotAsked() throws IOException {
        List<String> requests = new CopyOnWriteArrayList<>();
        FaultyRegistry memory = FaultyRegistry.create()
                .holding("app", content, List.of(index, amd64, arm64))
                .tag("app", "v1", index.digest());
        try (WireServer server = WireServer.start(request -> {
            requests.add(request.path());
            return memory.handle(request);
        })) {
            String filler = "docker://" + server.authority() + "/app:v1";
            assertThat(export(broken, "--fill-from", filler).requireSuccess().outBytes())
                    .isEqualTo(expected);
            assertThat(requests).noneMatch(path -> path.contains("/manifests/") || path.contains("/blobs/"));
            spoilAll();
            assertThat(export(broken, "--fill-from", filler).requireSuccess().outBytes())
                    .isEqualTo(expected);
            assertThat(requests).anyMatch(path -> path.contains("/blobs/" + digest(LARGE)));
        }
    }

    @Test
    void whatDockerSavedIsNotFilled() {
        String saved = "docker-archive:" + directory.resolve("saved.tar");
        dray("copy", whole, saved + ":app:v1", "--platform", "linux/amd64").requireSuccess();
        Invocation run = dray("export", saved, "-o", directory.resolve("no.tar"), "--fill-from", whole);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).contains("--fill-from: ", "docker save");
    }

    @Test
    void layoutsAreRepaired() throws IOException {
        spoilAll();
        Invocation report =
                dray("repair", broken, "--from", whole, "--report-only").requireSuccess();
        assertThat(report.out()).contains("would repair: layer " + digest(LARGE), ": 4 to be repaired, ", ", 0 left");
        assertThat(dray("verify", broken).exitCode()).isEqualTo(ExitCode.CORRUPT);
        byte[] untouched = Files.readAllBytes(directory.resolve("broken/index.json"));
        Invocation run = dray("repair", broken, "--from", whole).requireSuccess();
        assertThat(run.out()).contains("repaired: manifest " + arm64.digest(), "broken: 4 repaired, ", ", 0 left");
        assertThat(export(broken).requireSuccess().outBytes()).isEqualTo(expected);
        assertThat(directory.resolve("broken/index.json")).hasBinaryContent(untouched);
        try (var files = Files.list(directory.resolve("broken"))) {
            assertThat(files).hasSize(3);
        }
        assertThat(dray("repair", broken, "--from", whole).requireSuccess().out())
                .isEqualTo(broken + ": 0 repaired, 0 bytes, 0 left\n");
    }

    @Test
    void whatStaysMissingIsListed() throws IOException {
        spoil("broken", digest(LARGE));
        Files.delete(blob("broken", digest(SMALL)));
        Files.delete(blob("whole", digest(SMALL)));
        Invocation run = dray("repair", broken, "--from", whole);
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.out())
                .contains("repaired: layer " + digest(LARGE), "missing: layer " + digest(SMALL), ", 1 left");
    }

    @Test
    void aBlobBehindALinkKeepsNoOtherFromBeingRepaired() throws IOException {
        spoil("broken", digest(LARGE));
        spoil("broken", digest(SMALL));
        Path linked = blob("broken", digest(LARGE));
        Path elsewhere = Files.move(linked, directory.resolve("broken/elsewhere"));
        Files.createSymbolicLink(linked, Path.of("../../elsewhere"));
        byte[] untouched = Files.readAllBytes(elsewhere);
        for (String mode : List.of("--report-only", "--json")) {
            Invocation run = dray("repair", broken, "--from", whole, mode);
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.MISSING);
            assertThat(run.out())
                    .contains("is a symbolic link to ../../elsewhere; repair that", "layer " + digest(SMALL));
        }
        assertThat(elsewhere).hasBinaryContent(untouched);
        assertThat(blob("broken", digest(SMALL))).hasBinaryContent(SMALL);
    }

    @Test
    void anArchiveThatIsCompressedIsNotRepairedInPlace() throws IOException {
        Path archive = Files.write(directory.resolve("broken.tar.gz"), gzip(expected));
        byte[] before = Files.readAllBytes(archive);
        Invocation run = dray("repair", "oci-archive:" + archive, "--from", whole);
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).contains("is compressed", "export oci-archive:" + archive + " with --fill-from");
        assertThat(archive).hasBinaryContent(before);
    }

    @Test
    void archivesAreRepairedInPlaceWhereThereIsRoom() throws IOException {
        Path archive = Files.write(directory.resolve("broken.tar"), expected);
        int at = indexOf(expected, LARGE);
        byte[] bytes = expected.clone();
        bytes[at + 100] ^= 1;
        bytes[at + 2_000_000] ^= 1;
        Files.write(archive, bytes);
        assertThat(dray("verify", "oci-archive:" + archive).exitCode()).isEqualTo(ExitCode.CORRUPT);
        dray("repair", "oci-archive:" + archive, "--from", whole, "--report-only")
                .requireSuccess();
        assertThat(archive).hasBinaryContent(bytes);
        assertThat(dray("repair", "oci-archive:" + archive, "--from", whole)
                        .requireSuccess()
                        .out())
                .contains(" 1 repaired, 3000000 bytes");
        assertThat(archive).hasBinaryContent(expected);
    }

    @Test
    void archivesWithoutRoomAreWrittenAnew() throws IOException {
        Files.delete(blob("broken", digest(LARGE)));
        Path archive = directory.resolve("sparse.tar");
        dray("export", broken, "-o", archive, "--missing", "sparse", "--all-platforms")
                .requireSuccess();
        byte[] before = Files.readAllBytes(archive);
        Invocation run = dray("repair", "oci-archive:" + archive, "--from", whole);
        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.out())
                .contains("no room for it in the archive; to write another, export oci-archive:" + archive);
        assertThat(archive).hasBinaryContent(before);
        assertThat(export("oci-archive:" + archive, "--fill-from", whole)
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(expected);
    }

    @Test
    void theLocalStoreIsRepaired() throws IOException {
        String root = directory.resolve("store").toString();
        dray("import", whole, "--name", "app:v1", "--all-platforms", "--root", root)
                .requireSuccess();
        Path stored;
        try (var files = Files.walk(directory.resolve("store"))) {
            stored = files.filter(file -> file.endsWith(digest(LARGE).hex()))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(stored);
        bytes[5] ^= 1;
        Files.setPosixFilePermissions(stored, PosixFilePermissions.fromString("rw-r--r--"));
        Files.write(stored, bytes);
        assertThat(dray("verify", "app:v1", "--root", root).exitCode()).isEqualTo(ExitCode.CORRUPT);
        dray("repair", "store", "--from", whole, "--root", root, "--report-only")
                .requireSuccess();
        assertThat(stored).hasBinaryContent(bytes);
        assertThat(dray("repair", "store", "--from", whole, "--root", root)
                        .requireSuccess()
                        .out())
                .contains("repaired: layer " + digest(LARGE), "store: 1 repaired, ");
        dray("verify", "app:v1", "--root", root).requireSuccess();
        Files.delete(stored);
        dray("repair", "app:v1", "--from", whole, "--root", root).requireSuccess();
        dray("verify", "app:v1", "--root", root).requireSuccess();
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int i = 0; i < whole.length - part.length; i++) {
            if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    void aLayoutThatListsNothingIsNotSaidToBeRepaired() throws IOException {
        Path empty = Files.createDirectories(directory.resolve("empty"));
        Files.createDirectories(empty.resolve("blobs/sha256"));
        Files.writeString(empty.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(empty.resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[]}");

        Invocation run = dray("repair", "oci:" + empty, "--from", whole);

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.lines().get(0)).startsWith("missing: oci:" + empty + " lists no images, so what it lacks");
        assertThat(run.lines().get(1)).endsWith(": 0 repaired, 0 bytes, 1 left");
        assertThat(dray("verify", "oci:" + empty).exitCode()).isEqualTo(ExitCode.MISSING);
    }
}
