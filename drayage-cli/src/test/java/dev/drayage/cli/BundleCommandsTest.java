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
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Three releases, each with a layer more than the one before, as bundles upon one another. */
class BundleCommandsTest {
    private static final byte[] FIRST = noise(1, 3000);
    private static final byte[] SECOND = noise(2, 4000);
    private static final byte[] THIRD = noise(3, 5000);

    private final MemoryContent content = new MemoryContent();
    private final Descriptor v1 = anImageIn(content).withGzipLayer(FIRST).build();
    private final Descriptor v2 =
            anImageIn(content).withGzipLayer(FIRST).withGzipLayer(SECOND).build();
    private final Descriptor v3 = anImageIn(content)
            .withGzipLayer(FIRST)
            .withGzipLayer(SECOND)
            .withGzipLayer(THIRD)
            .build();

    @TempDir
    private Path directory;

    private String layout;

    @BeforeEach
    void writeReleases() throws IOException {
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                LayoutDirectory.tagged(v1, "v1"),
                LayoutDirectory.tagged(v2, "v2"),
                LayoutDirectory.tagged(v3, "v3"));
        layout = "oci:" + directory.resolve("images");
        dray("export", layout + ":v1", "-o", file("1.tar")).requireSuccess();
        dray("export", layout + ":v2", "--base", archive("1.tar"), "-o", file("2.tar"))
                .requireSuccess();
        dray("export", layout + ":v3", "--base", archive("2.tar"), "-o", file("3.tar"))
                .requireSuccess();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private String archive(String name) {
        return "oci-archive:" + file(name);
    }

    private static Digest layer(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, gzip(bytes));
    }

    private static String path(Digest digest) {
        return BlobPaths.path(digest);
    }

    private JsonNode document(String archive, String name) throws IOException {
        return Invocation.documents(RawTar.of(file(archive)).record(name).text())
                .get(0);
    }

    @Test
    void leavesOutTheLayersOfTheBaseAndSaysWhereTheyAre() throws IOException {
        assertThat(RawTar.of(file("3.tar")).names())
                .contains("blobs.json", "oci-layout", "index.json", path(v3.digest()), path(layer(THIRD)))
                .doesNotContain("manifest.json", path(layer(FIRST)), path(layer(SECOND)));
        JsonNode list = document("3.tar", "blobs.json");
        assertThat(list.at("/bases").size())
                .as("release 2, and release 1 below it")
                .isEqualTo(2);
        assertThat(list.at("/bases/0/direct").asBoolean()).isTrue();
        assertThat(list.at("/bases/1/direct").asBoolean()).isFalse();
        assertThat(document("3.tar", "index.json")
                        .at("/annotations/dev.drayage.bundle.base")
                        .asString())
                .isEqualTo(list.at("/bases/0/list").asString())
                .isEqualTo(document("2.tar", "blobs.json").at("/list").asString());
        for (JsonNode blob : list.at("/blobs")) {
            String digest = blob.at("/digest").asString();
            int base = digest.equals(layer(FIRST).toString())
                    ? 1
                    : digest.equals(layer(SECOND).toString()) ? 0 : -1;
            assertThat(blob.path("base").asInt(-1)).as(digest).isEqualTo(base);
        }
    }

    @Test
    void dependsOnImagesAndBaseAlone() throws IOException {
        byte[] expected = Files.readAllBytes(file("2.tar"));
        Files.copy(file("1.tar"), file("renamed.tar"));
        dray("copy", archive("1.tar"), "oci:" + file("elsewhere")).requireSuccess();

        for (String base : List.of(archive("renamed.tar"), "oci:" + file("elsewhere"), layout + ":v1")) {
            assertThat(dray("export", layout + ":v2", "--base", base, "-o", "-", "--threads", "1")
                            .requireSuccess()
                            .outBytes())
                    .as(base)
                    .isEqualTo(expected);
        }
        assertThat(dray("export", archive("2.tar"), "--base", archive("1.tar"), "-o", "-")
                        .requireSuccess()
                        .outBytes())
                .as("what the base has need not be in the source")
                .isEqualTo(expected);
    }

    @Test
    void saysHowMuchIsLeftToTheBase() {
        Invocation run = dray("export", layout + ":v2", "--base", archive("1.tar"), "-o", file("again.tar"))
                .requireSuccess();

        assertThat(run.message()).contains("3 blobs, all digests right", "; 1 blob is left to the base, ");
    }

    @Test
    void completesWhatIsThere() {
        for (String name : List.of("1.tar", "2.tar", "3.tar")) {
            dray("import", file(name), "--root", file("store"), "--base-name", "app")
                    .requireSuccess();
        }

        assertThat(dray("export", "app:v3", "--root", file("store"), "-o", "-", "--name", "app:v3")
                        .requireSuccess()
                        .outBytes())
                .isEqualTo(dray("export", layout + ":v3", "-o", "-", "--name", "app:v3")
                        .requireSuccess()
                        .outBytes());
        dray("copy", archive("1.tar"), "oci:" + file("copied")).requireSuccess();
        dray("copy", archive("2.tar"), "oci:" + file("copied")).requireSuccess();
        dray("verify", "oci:" + file("copied")).requireSuccess();
    }

    @Test
    void saysBeforeItWritesWhatIsMissingAndWhichBundleHadIt() {
        Invocation run = dray("import", file("3.tar"), "--root", file("store"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.message())
                .contains("layer " + layer(FIRST), "layer " + layer(SECOND), "with v1", "with v2", "--base")
                .doesNotContain(layer(THIRD).toString());
        assertThat(file("store")).doesNotExist();
        dray("import", file("1.tar"), "--root", file("store")).requireSuccess();
        Invocation second = dray("import", file("3.tar"), "--root", file("store"));
        assertThat(second.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(second.message())
                .contains(layer(SECOND).toString())
                .doesNotContain(layer(FIRST).toString());
    }

    @Test
    void showsWhatIsInABase() {
        assertThat(dray("ls", archive("3.tar")).requireSuccess().out()).contains("(2 in a base)");
        assertThat(dray("tree", archive("3.tar")).requireSuccess().lines())
                .anyMatch(line -> line.contains(layer(FIRST).shortForm()) && line.endsWith("with v1"))
                .anyMatch(line -> line.contains(layer(SECOND).shortForm()) && line.endsWith("with v2"))
                .noneMatch(line -> line.contains("MISSING"));
        Invocation alone = dray("verify", archive("3.tar")).requireSuccess();
        assertThat(alone.lines().get(0)).startsWith("note: 1 blob of ").contains("not here, but in base sha256:");
        Invocation whole = dray("verify", archive("3.tar"), "--base", archive("2.tar"), "--base", archive("1.tar"))
                .requireSuccess();
        assertThat(whole.out()).doesNotContain("note:").contains("3 diffIDs compared");
    }

    @Test
    void isReadWholeWithItsBases() throws IOException {
        dray("copy", archive("3.tar"), archive("whole.tar"), "--base", archive("1.tar"), "--base", archive("2.tar"))
                .requireSuccess();

        assertThat(Files.readAllBytes(file("whole.tar")))
                .isEqualTo(dray("copy", layout + ":v3", "oci-archive:-")
                        .requireSuccess()
                        .outBytes());
    }

    @Test
    void saysThatABaseIsNotTheOne() {
        Invocation run = dray("copy", archive("3.tar"), archive("whole.tar"), "--base", archive("1.tar"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.message())
                .contains(layer(SECOND).toString(), "with v2, and not in " + archive("1.tar"))
                .doesNotContain(layer(FIRST).toString());
        assertThat(file("whole.tar")).doesNotExist();
    }

    @Test
    void saysThatABaseIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(file("1.tar"));
        byte[] stored = gzip(FIRST);
        int at = indexOf(bytes, stored);
        bytes[at + 100] ^= 1;
        Files.write(file("1.tar"), bytes);

        Invocation run = dray("copy", archive("2.tar"), "oci:" + file("out"), "--base", archive("1.tar"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.message()).contains("layer " + layer(FIRST) + " in " + archive("1.tar"));
        assertThat(dray("verify", archive("2.tar"), "--base", archive("1.tar")).exitCode())
                .isEqualTo(ExitCode.CORRUPT);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not found");
    }

    @Test
    void isReadFromADirectoryToo() throws IOException {
        Path unpacked = Files.createDirectory(file("unpacked"));
        Peers.require("tar")
                .run("-C", unpacked.toString(), "-xf", file("2.tar").toString())
                .requireSuccess();

        assertThat(dray("tree", "oci:" + unpacked).requireSuccess().out()).contains("with v1");
        dray("import", file("1.tar"), "--root", file("store")).requireSuccess();
        dray("import", unpacked, "--root", file("store")).requireSuccess();
    }

    @Test
    void refusesAListThatIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(file("2.tar"));
        byte[] list = "\"schemaVersion\":1,\"mediaType\":\"application/vnd.drayage".getBytes(StandardCharsets.US_ASCII);
        bytes[indexOf(bytes, list) + 16] = '7';
        Files.write(file("2.tar"), bytes);

        Invocation run = dray("ls", archive("2.tar"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.message()).contains("blobs.json: must be of schemaVersion 1");
    }

    @Test
    void skopeoAndUmociRefuseItUntilItIsComplete() {
        assertThat(Peers.require("skopeo")
                        .run("copy", archive("2.tar"), "oci:" + file("sparse"))
                        .exitCode())
                .isNotZero();

        dray("copy", archive("1.tar"), "oci:" + file("whole")).requireSuccess();
        dray("copy", archive("2.tar"), "oci:" + file("whole")).requireSuccess();
        Peers.require("skopeo")
                .run("copy", "oci:" + file("whole") + ":v2", "oci:" + file("skopeo") + ":v2")
                .requireSuccess();
        Peers.require("umoci").run("stat", "--image", file("skopeo") + ":v2").requireSuccess();
    }

    @Test
    void containerdHasItOnceItIsComplete() throws IOException {
        try (ContainerdProcess containerd = ContainerdProcess.start(file("containerd"))) {
            importInto(containerd, "2.tar");
            assertThat(checked(containerd)).as("without its base").contains("incomplete (");
            importInto(containerd, "1.tar");
            importInto(containerd, "2.tar");
            assertThat(checked(containerd)).contains(" complete (3/3)");
        }
    }

    private void importInto(ContainerdProcess containerd, String name) {
        containerd
                .ctr(
                        "images",
                        "import",
                        "--no-unpack",
                        "--base-name",
                        "app",
                        file(name).toString())
                .requireSuccess();
    }

    private static String checked(ContainerdProcess containerd) {
        return containerd
                .ctr("images", "check", "name==app:v2")
                .requireSuccess()
                .out();
    }
}
