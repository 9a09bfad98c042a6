package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile input: one sentence that says what and where, the right exit code, and nothing left behind. */
@Timeout(60)
class BadInputTest {
    private final SampleImage image = new SampleImage();

    @TempDir
    private Path directory;

    @TempDir
    private Path target;

    /** Exports, which has to fail with one line and leave nothing; the message is returned. */
    private String refused(String source, int code) throws IOException {
        Invocation run = dray("export", source, "-o", target.resolve("image.tar"), "--all-platforms");
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(Fixtures.filesBelow(target)).isEmpty();

        Invocation streamed = dray("export", source, "-o", "-", "--all-platforms", "--quiet");
        assertThat(streamed.exitCode()).isEqualTo(code);
        assertThat(streamed.message()).startsWith("dray: ");
        return run.message();
    }

    private String layout() throws IOException {
        return image.layout(directory.resolve("layout"));
    }

    private Descriptor layer() {
        byte[] noise = ImageBuilder.noise(1, 300);
        Digest digest = Digest.compute(DigestAlgorithm.SHA256, noise);
        return Descriptor.of(MediaTypes.OCI_LAYER, digest, noise.length);
    }

    @Test
    void aMissingBlob() throws IOException {
        image.content.remove(layer().digest());
        assertThat(refused(layout(), ExitCode.MISSING))
                .contains("missing from oci:", "layer " + layer().digest(), "of manifest", "linux/amd64");
    }

    @Test
    void aTruncatedBlob() throws IOException {
        byte[] whole = image.content.bytes(layer().digest());
        image.content.replace(layer().digest(), Arrays.copyOf(whole, 299));
        assertThat(refused(layout(), ExitCode.CORRUPT))
                .contains("layer " + layer().digest(), "has 299 bytes, its descriptor says 300");
    }

    @Test
    void anAlteredBlob() throws IOException {
        image.content.flipBit(layer().digest(), 1000);
        Digest found = Digest.compute(DigestAlgorithm.SHA256, image.content.bytes(layer().digest()));
        assertThat(refused(layout(), ExitCode.CORRUPT))
                .contains("layer " + layer().digest(), "is corrupt", "hash to " + found, "fetch this blob again");
    }

    @Test
    void anAlteredManifest() throws IOException {
        image.content.flipBit(image.arm64.digest(), 77);
        assertThat(refused(layout(), ExitCode.CORRUPT)).contains("manifest " + image.arm64.digest(), "is corrupt");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "sha256:ABCDEF,              sha256 needs 64 lower-case hex digits",
                "sha256:12345,               sha256 needs 64 lower-case hex digits",
                "md5:d41d8cd98f00b204e9800998ecf8427e, md5",
                "sha256,                     lacks the \":\"",
                "sha256:../../../etc/passwd, sha256 needs 64 lower-case hex digits"
            })
    void aDigestThatIsNone(String digest, String problem) throws IOException {
        String manifest = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"" + MediaTypes.OCI_CONFIG
                + "\",\"digest\":\"" + digest + "\",\"size\":2},\"layers\":[]}";
        assertThat(refused(layoutOf(MediaTypes.OCI_MANIFEST, manifest), ExitCode.CORRUPT))
                .contains("config.digest", "is not a digest", problem);
    }

    private String layoutOf(String mediaType, String document) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor root = content.add(mediaType, document.getBytes(StandardCharsets.UTF_8));
        return "oci:" + LayoutDirectory.write(directory.resolve("made"), content, LayoutDirectory.tagged(root, "v1"));
    }

    @Test
    void aManifestThatIsAlsoAnIndex() throws IOException {
        String both = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"" + MediaTypes.OCI_CONFIG + "\",\"digest\":\""
                + image.amd64.digest() + "\",\"size\":2},\"layers\":[],\"manifests\":[]}";
        assertThat(refused(layoutOf(MediaTypes.OCI_MANIFEST, both), ExitCode.CORRUPT))
                .contains("manifests: belongs to an index, but the document is referred to as");
    }

    /** No digest can be made to lead back to itself, but a damaged or lying store can try. */
    @Test
    void anIndexInALoop() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor inner = anIndexIn(content).annotated("padding", "0123456789").build();
        Descriptor outer = anIndexIn(content).of(inner).build();
        content.replace(inner.digest(), content.bytes(outer.digest()));
        String source =
                "oci:" + LayoutDirectory.write(directory.resolve("loop"), content, LayoutDirectory.tagged(outer, "v1"));

        assertThat(refused(source, ExitCode.CORRUPT)).contains("index " + inner.digest());
    }

    @Test
    void anIndexOfIndexesTenThousandDeep() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor below = anImageIn(content).withLayers(1).build();
        for (int depth = 0; depth < 10_000; depth++) {
            below = anIndexIn(content).of(below).build();
        }
        String source =
                "oci:" + LayoutDirectory.write(directory.resolve("deep"), content, LayoutDirectory.tagged(below, "v1"));

        assertThat(refused(source, ExitCode.CORRUPT)).contains("deep");
        for (String command : new String[] {"ls", "tree", "inspect", "verify"}) {
            Invocation run = dray(command, source);
            assertThat(run.exitCode()).as(run.toString()).isIn(ExitCode.DONE, ExitCode.CORRUPT);
            assertThat(run.out() + run.err()).contains("deep").doesNotContain("StackOverflow");
        }
    }

    @Test
    void aManifestOf100Megabytes() throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor small = content.add(MediaTypes.OCI_MANIFEST, new byte[] {'{', '}'});
        Descriptor claimed = Descriptor.of(MediaTypes.OCI_MANIFEST, small.digest(), 100_000_000);
        Path layout = LayoutDirectory.write(directory.resolve("large"), content, LayoutDirectory.tagged(claimed, "v1"));
        try (RandomAccessFile file = new RandomAccessFile(
                layout.resolve(BlobPaths.path(small.digest())).toFile(), "rw")) {
            file.setLength(100_000_000);
        }

        assertThat(refused("oci:" + layout, ExitCode.CORRUPT))
                .contains("manifest " + small.digest(), "100000000 bytes", "limit");
    }

    @Test
    void anIndexJsonOf100Megabytes() throws IOException {
        Path layout = directory.resolve("layout");
        layout();
        try (RandomAccessFile file =
                new RandomAccessFile(layout.resolve("index.json").toFile(), "rw")) {
            file.setLength(100_000_000);
        }

        assertThat(refused("oci:" + layout, ExitCode.CORRUPT)).contains("index.json has 100000000 bytes", "limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"schemaVersion\":2,\"manifests\":[]} trailing", "\u0000"})
    void anIndexJsonThatIsNone(String text) throws IOException {
        Path layout = directory.resolve("layout");
        layout();
        Files.writeString(layout.resolve("index.json"), text);

        assertThat(refused("oci:" + layout, ExitCode.CORRUPT)).contains("oci:" + layout + ": index");
    }

    @Test
    void aTarThatWasCutShort() throws IOException {
        Path tar = tar(".");
        byte[] whole = Files.readAllBytes(tar);
        Files.write(tar, Arrays.copyOf(whole, 3000));

        assertThat(refused("oci-archive:" + tar, ExitCode.CORRUPT)).contains("is cut short", "fetch it again");
    }

    @Test
    void aTarWithABadChecksum() throws IOException {
        Path tar = tar("oci-layout", "index.json", "blobs");
        byte[] bytes = Files.readAllBytes(tar);
        bytes[1] ^= 1;
        Files.write(tar, bytes);

        assertThat(refused("oci-archive:" + tar, ExitCode.CORRUPT))
                .contains("the tar header at offset 0 is damaged: its checksum is wrong");
    }

    @Test
    void aTarWithANameThatLeadsOutOfIt() throws IOException {
        Path tar = tar("--transform=s,^oci-layout,../../oci-layout,", "-P", "oci-layout", "index.json", "blobs");

        assertThat(refused("oci-archive:" + tar, ExitCode.CORRUPT))
                .contains("the name \"../../oci-layout\" leads out of the archive");
    }

    @Test
    void aTarThatHoldsTwoDifferentFilesOfOneName() throws IOException {
        Path tar = tar("--transform=s,^oci-layout,index.json,", "index.json", "oci-layout", "blobs");

        assertThat(refused("oci-archive:" + tar, ExitCode.CORRUPT))
                .contains("entry \"index.json\" is there twice with different content, at offsets");
    }

    @Test
    void aTarWithALinkForABlobThatLeadsNowhere() throws IOException {
        Path layout = directory.resolve("linked");
        image.layout(layout);
        Path blob = layout.resolve(BlobPaths.path(layer().digest()));
        Files.delete(blob);
        Files.createSymbolicLink(blob, Path.of("elsewhere"));
        Path tar = directory.resolve("linked.tar");
        Peers.require("tar")
                .run("-C", layout.toString(), "-cf", tar.toString(), ".")
                .requireSuccess();

        assertThat(refused("oci-archive:" + tar, ExitCode.CORRUPT))
                .contains("the link \"" + BlobPaths.path(layer().digest()), "which is not there");
    }

    private Path tar(String... members) throws IOException {
        Path tar = directory.resolve("image.tar");
        image.archive(tar, members);
        return tar;
    }

    @Test
    void aSourceThatIsNotThere() throws IOException {
        assertThat(refused("oci:" + directory.resolve("no"), ExitCode.MISSING)).contains("does not exist");
        assertThat(refused("oci-archive:" + directory.resolve("no"), ExitCode.MISSING))
                .contains("does not exist");
    }

    @Test
    void aSourceOfTheOtherKind() throws IOException {
        layout();
        assertThat(refused("oci:" + tar("."), ExitCode.FAILED)).contains("is not a directory");
        assertThat(refused("oci-archive:" + directory.resolve("layout"), ExitCode.FAILED))
                .contains("is not a regular file; name a file");
    }

    @Test
    void anImageThatIsNotInTheLayout() throws IOException {
        assertThat(refused(layout() + ":v2", ExitCode.MISSING)).contains("holds no image named v2; it holds v1");
        assertThat(refused(layout() + "@" + layer().digest().algorithm().identifier() + ":123", ExitCode.USAGE))
                .contains("\"sha256:123\" is not a digest");
    }
}
