package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.compress.Compression;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that are not what they say, and places where something lies in the way. */
class HostileArchiveTest {
    private static final String NAME = "registry.example/app:v1";

    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();
    private Path store;

    @BeforeEach
    void chooseStore() {
        store = directory.resolve("store");
    }

    private Path layout(Descriptor image, String name) throws IOException {
        return LayoutDirectory.write(directory.resolve("layout"), content, ImageNames.named(image, name));
    }

    /** An image whose one layer unpacks to something else than its config says. */
    private Descriptor mislabelled() {
        return ImageBuilder.anImageIn(content)
                .withStoredLayer(
                        MediaTypes.OCI_LAYER_GZIP, ImageBuilder.gzip("is".getBytes(UTF_8)), "says".getBytes(UTF_8))
                .build();
    }

    @Test
    void aLayerThatUnpacksToSomethingElseIsNotImportedIfThatIsVerified() throws IOException {
        Path layout = layout(mislabelled(), NAME);

        Invocation run = dray("import", layout, "--root", store, "--verify-diff-ids");
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.message()).contains("unpacks to ").contains("names diffID");
        assertThat(dray("ls", "--json", "--root", store).out()).isEmpty();

        dray("import", layout, "--root", store).requireSuccess();
        assertThat(dray("ls", "--root", store).out()).contains(NAME);
        assertThat(dray("verify", NAME, "--root", store).exitCode()).isEqualTo(ExitCode.CORRUPT);
    }

    @Test
    void aLayerThatIsStoredIsComparedWithTheConfigOfAnotherImageToo() throws IOException {
        byte[] layer = "is".getBytes(UTF_8);
        Descriptor honest = ImageBuilder.anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, ImageBuilder.gzip(layer), layer)
                .build();
        dray("import", layout(honest, "registry.example/honest:v1"), "--root", store)
                .requireSuccess();
        Path other = LayoutDirectory.write(directory.resolve("other"), content, ImageNames.named(mislabelled(), NAME));

        Invocation run = dray("import", other, "--root", store, "--verify-diff-ids");

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.CORRUPT);
        assertThat(dray("ls", "--root", store).out()).doesNotContain(NAME);
    }

    /** What {@code docker save} would have written, with a packed layer that unpacks to something else. */
    private Path mislabelledDockerArchive() throws IOException {
        Path saved = Files.createDirectory(directory.resolve("saved"));
        String diffId =
                Digest.compute(DigestAlgorithm.SHA256, "says".getBytes(UTF_8)).toString();
        Files.write(saved.resolve("layer.tar.gz"), ImageBuilder.gzip("is".getBytes(UTF_8)));
        Files.writeString(
                saved.resolve("config.json"),
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + diffId
                        + "\"]}}");
        Files.writeString(
                saved.resolve("manifest.json"),
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"" + NAME + "\"],\"Layers\":[\"layer.tar.gz\"]}]");
        Path tar = directory.resolve("saved.tar");
        Peers.require("tar")
                .run("-C", saved.toString(), "-cf", tar.toString(), "manifest.json", "config.json", "layer.tar.gz")
                .requireSuccess();
        return tar;
    }

    @Test
    void aLayerOfADockerArchiveGoesNowhereIfItUnpacksToSomethingElse() throws IOException {
        String source = "docker-archive:" + mislabelledDockerArchive();
        Path out = directory.resolve("out");
        for (List<Object> command : List.<List<Object>>of(
                List.of("import", source, "--root", store),
                List.of("copy", source, NAME, "--root", store),
                List.of("copy", source, "oci:" + out + ":v1"),
                List.of("copy", source, "oci-archive:" + out),
                List.of("copy", source, "docker-archive:" + out),
                List.of("export", source, "-o", out))) {
            Invocation run = dray(command.toArray());
            assertThat(run.exitCode()).as(command + " " + run).isEqualTo(ExitCode.CORRUPT);
            assertThat(run.message()).contains("unpacks to ").contains("diffID");
            assertThat(out).doesNotExist();
        }
        assertThat(dray("ls", "--json", "--root", store).out()).isEmpty();
    }

    @Test
    void aLayerThatNeedsALargerWindowThanIsAllowedIsNotCheckedAndIsNotCalledCorrupt() throws IOException {
        byte[] unpacked = ImageBuilder.noise(1, 300_000);
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (OutputStream packed = Compression.ZSTD.pack(zstd)) {
            packed.write(unpacked);
        }
        byte[] stored = zstd.toByteArray();
        stored[5] = (byte) ((28 - 10) << 3); // the window descriptor (RFC 8878, 3.1.1.1.2): 256 MiB
        Descriptor image = ImageBuilder.anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_ZSTD, stored, unpacked)
                .build();
        Path layout = layout(image, NAME);

        for (Invocation run : List.of(
                dray("import", layout, "--root", store, "--verify-diff-ids"), dray("verify", "oci:" + layout))) {
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
            assertThat(run.toString()).contains("could not be compared with its diffID", "--max-zstd-window 2GiB");
        }
        dray("verify", "oci:" + layout, "--max-zstd-window", "256MiB").requireSuccess();
        dray("import", layout, "--root", store, "--verify-diff-ids", "--max-zstd-window", "256MiB")
                .requireSuccess();
    }

    @Test
    void anArchiveOfItIsNotCalledVerified() throws IOException {
        Path archive = directory.resolve("out.tar");
        Invocation run = dray("export", "oci:" + layout(mislabelled(), NAME), "-o", archive);

        assertThat(run.toString()).doesNotContain("verified");
        assertThat(dray("verify", "oci-archive:" + archive).exitCode()).isEqualTo(ExitCode.CORRUPT);
    }

    @Test
    void aTerminalOrAReaderOfLinesSeesNothingButText() throws IOException {
        String odd =
                "registry.example/a\u001b[31m\n{\"event\":\"done\"}\u009b31m\u202e\u2028\u0085\u200f\u2066\ufeff:v1";
        Path layout = layout(ImageBuilder.anImageIn(content).withLayers(1).build(), odd);

        for (String command : new String[] {"ls", "inspect", "tree", "verify"}) {
            for (String form : new String[] {"--json", "--quiet"}) {
                Invocation run = dray(command, form, "oci:" + layout);
                assertThat(run.toString()).doesNotMatch("(?s).*[\\p{Cntrl}\\p{Cf}\u2028\u2029\u0080-\u009f&&[^\n]].*");
                if (form.equals("--json")) {
                    assertThat(run.documents()).as(command).isNotEmpty();
                }
            }
        }
    }

    @Test
    void anArchiveIsNotWrittenThroughALink() throws IOException {
        String source =
                "oci:" + layout(ImageBuilder.anImageIn(content).withLayers(1).build(), NAME);
        Path victim = Files.writeString(directory.resolve("victim"), "secret");
        Path out = directory.resolve("out.tar");
        for (Path target : new Path[] {victim, directory.resolve("nowhere"), Path.of("/dev/null")}) {
            Files.createSymbolicLink(out, target);
            for (Object[] words : new Object[][] {
                {"export", source, "-o", out},
                {"copy", source, "oci-archive:" + out, "--force"},
                {"copy", source, "docker-archive:" + out, "--force"}
            }) {
                Invocation run = dray(words);
                assertThat(run.exitCode()).as(run.toString()).isNotZero();
                assertThat(run.message()).contains("it is a symbolic link to " + target);
            }
            Files.delete(out);
        }
        assertThat(victim).hasContent("secret");
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void moreNamesThanAreAllowedAreRefusedWithTheOptionThatAllowsThem() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content).withLayers(1).build();
        Path layout = LayoutDirectory.write(
                directory.resolve("layout"), content, ImageNames.named(image, NAME), ImageNames.named(image, "b:v1"));
        Path tar = directory.resolve("two.tar");
        dray("copy", "oci:" + layout, "docker-archive:" + tar).requireSuccess();

        for (Invocation run : List.of(
                dray("ls", "docker-archive:" + tar, "--max-names", "1"),
                dray("import", "docker-archive:" + tar, "--root", store, "--max-names", "1"))) {
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
            assertThat(run.message()).contains("2 names of images, over the limit of 1", "--max-names 2 allows");
        }
        dray("import", "docker-archive:" + tar, "--root", store, "--max-names", "2")
                .requireSuccess();
        assertThat(dray("ls", "-q", "--root", store).out()).hasLineCount(2);
    }
}
