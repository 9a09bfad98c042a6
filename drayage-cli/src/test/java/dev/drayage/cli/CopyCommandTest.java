package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.ContainerdProcess;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dray copy}. */
class CopyCommandTest {
    private static final String NAME = "registry.example/app:v1";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image = ImageBuilder.anImageIn(content)
            .asDocker()
            .withLayers(2)
            .withGzipLayer(ImageBuilder.noise(8, 2000))
            .build();

    @TempDir
    private Path directory;

    private String layout;

    @BeforeEach
    void writeLayout() throws IOException {
        LayoutDirectory.write(directory.resolve("images"), content, LayoutDirectory.tagged(image, "v1"));
        layout = "oci:" + directory.resolve("images");
    }

    private String at(String transport, String place) {
        return transport + ":" + directory.resolve(place);
    }

    private static List<String> digests(String source) {
        return dray("ls", "--json", source).requireSuccess().documents().stream()
                .map(document -> document.get("digest").asString())
                .distinct()
                .toList();
    }

    private void copy(String from, String to) {
        dray("copy", from, to).requireSuccess();
    }

    @Test
    void digestsStayAsTheyAreFromFormToForm() {
        copy(layout, at("oci", "a") + ":" + NAME);
        copy(at("oci", "a"), at("oci-archive", "b.tar"));
        copy(at("oci-archive", "b.tar") + ":" + NAME, at("docker-archive", "c.tar"));
        dray("copy", at("docker-archive", "c.tar"), at("oci", "d"), "--format", "docker")
                .requireSuccess();
        assertThat(digests(at("oci", "d") + ":" + NAME))
                .containsExactly(image.digest().toString());
        dray("verify", at("oci", "d")).requireSuccess();
    }

    @Test
    void theLocalStoreIsAPlaceLikeOthers() {
        Path root = directory.resolve("store");
        dray("copy", layout + ":v1", NAME, "--root", root).requireSuccess();
        dray("copy", NAME, at("oci", "back") + ":v1", "--root", root).requireSuccess();
        assertThat(digests(at("oci", "back") + ":v1"))
                .containsExactly(image.digest().toString());
    }

    @Test
    void copyingAgainWritesNothing() {
        copy(layout, at("oci", "a"));
        assertThat(dray("copy", layout, at("oci", "a")).requireSuccess().err())
                .contains("0 blobs written")
                .contains("there already");
    }

    @Test
    void layersArePackedAnewWhenAskedFor() {
        copy(layout + ":v1", at("docker-archive", "c.tar") + ":" + NAME);
        dray("copy", "--compress", "none", at("docker-archive", "c.tar"), at("oci", "plain"))
                .requireSuccess();
        dray("copy", "--compress", "zstd", at("docker-archive", "c.tar"), at("oci", "zstd"))
                .requireSuccess();
        assertThat(digests(at("oci", "plain"))).isNotEqualTo(digests(at("oci", "zstd")));
        dray("verify", at("oci", "plain"), at("oci", "zstd")).requireSuccess();
        assertThat(dray("copy", "--compress", "xz", layout, at("oci", "x")).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void layersOfAnyPlaceArePackedAnewAndChangedDigestsTold() {
        Invocation packed = dray("copy", layout, at("oci-archive", "z.tar"), "--compress", "zstd")
                .requireSuccess();
        assertThat(packed.err()).contains("v1: " + image.digest() + " becomes sha256:");
        dray("verify", at("oci-archive", "z.tar")).requireSuccess();
        assertThat(dray("copy", at("oci-archive", "z.tar"), at("oci", "no"), "--format", "docker")
                        .exitCode())
                .isEqualTo(ExitCode.FAILED);
        assertThat(directory.resolve("no")).doesNotExist();
        assertThat(dray("copy", layout, at("oci", "no"), "--format", "docker", "--compress", "zstd")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("copy", layout, at("docker-archive", "no.tar"), "--format", "oci")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(dray("copy", layout, at("oci", "no"), "--format", "oci", "--referrers")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void imagesOfADockerArchiveGetOcisMediaTypesInALayout() {
        copy(layout + ":v1", at("docker-archive", "c.tar") + ":" + NAME);
        copy(at("docker-archive", "c.tar"), at("oci", "a"));
        dray("export", at("docker-archive", "c.tar"), "-o", directory.resolve("e.tar"))
                .requireSuccess();
        assertThat(digests(at("oci-archive", "e.tar"))).isEqualTo(digests(at("oci", "a")));
        Peers.require("skopeo").run("inspect", at("oci", "a") + ":v1").requireSuccess();
        Peers.require("umoci")
                .run("stat", "--image", directory.resolve("a") + ":v1")
                .requireSuccess();
        copy(layout + ":v1", at("oci", "same"));
        assertThat(digests(at("oci", "same"))).containsExactly(image.digest().toString());
        dray("copy", layout + ":v1", at("oci", "oci") + ":v1", "--format", "oci")
                .requireSuccess();
        Peers.require("skopeo").run("inspect", at("oci", "oci") + ":v1").requireSuccess();
    }

    @Test
    void oneNameIsForOneImage() throws IOException {
        Descriptor other = ImageBuilder.anImageIn(content).withLayers(1).build();
        LayoutDirectory.write(
                directory.resolve("images"),
                content,
                LayoutDirectory.tagged(image, "v1"),
                LayoutDirectory.tagged(other, "v2"));
        assertThat(dray("copy", layout, at("oci", "a") + ":x").exitCode()).isEqualTo(ExitCode.USAGE);
        copy(layout, at("oci", "b"));
        assertThat(digests(at("oci", "b")))
                .containsExactly(image.digest().toString(), other.digest().toString());
        assertThat(dray("copy", layout, at("oci", "a") + "@" + image.digest()).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aDirectoryOfSomethingElseIsLeftAlone() throws IOException {
        assertThat(dray("copy", layout, "oci:" + directory).exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void skopeoReadsWhatIsWrittenAndItsWritingIsRead() throws IOException {
        // It finds no images of Docker's types in a layout.
        Descriptor oci = ImageBuilder.anImageIn(content).withLayers(2).build();
        LayoutDirectory.write(directory.resolve("images"), content, LayoutDirectory.tagged(oci, "v1"));
        Peers.require("skopeo")
                .with("--insecure-policy", "copy", "-q")
                .run(layout + ":v1", at("docker-archive", "theirs.tar") + ":" + NAME)
                .requireSuccess();
        copy(at("docker-archive", "theirs.tar"), at("oci", "ours"));
        dray("verify", at("oci", "ours")).requireSuccess();
        copy(at("oci", "ours"), at("docker-archive", "again.tar"));
        Peers.require("skopeo")
                .with("--insecure-policy", "copy", "-q")
                .run(at("docker-archive", "again.tar"), at("oci", "theirs") + ":v1")
                .requireSuccess();
        dray("verify", at("oci", "theirs")).requireSuccess();
    }

    @Test
    void containerdArrivesAtTheSameDigest() throws IOException {
        copy(layout + ":v1", at("docker-archive", "c.tar") + ":" + NAME);
        try (ContainerdProcess containerd = ContainerdProcess.start(directory.resolve("containerd"))) {
            containerd
                    .ctr(
                            "images",
                            "import",
                            "--no-unpack",
                            directory.resolve("c.tar").toString())
                    .requireSuccess();
            assertThat(containerd.ctr("images", "ls").requireSuccess().out())
                    .contains(NAME)
                    .contains(image.digest().toString());
        }
    }

    @Test
    void umociReadsALayoutThatIsWritten() {
        copy(layout + ":v1", at("oci", "a") + ":v1");
        assertThat(Peers.require("umoci")
                        .run("ls", "--layout", directory.resolve("a").toString())
                        .requireSuccess()
                        .out())
                .contains("v1");
    }
}
