package dev.drayage.layout;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.document.Limits;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImageLayoutTest {
    @TempDir
    private Path directory;

    @TempDir
    private Path outside;

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image = anImageIn(content).withLayers(2).build();

    @BeforeEach
    void writeLayout() throws IOException {
        LayoutDirectory.write(directory, content, LayoutDirectory.tagged(image, "v1"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private Path blob(Digest digest) {
        return directory.resolve(BlobPaths.path(digest));
    }

    private void assertBroken(String problem) {
        assertThrows(Kind.FAILED_PRECONDITION, problem, () -> ImageLayout.open(directory));
    }

    private void assertThrows(Kind kind, String problem, ThrowingCallable call) {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(call)
                .withMessageContaining("oci:" + directory)
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void listsItsImagesAndHoldsTheirContent() throws IOException {
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThat(layout.images()).containsExactly(LayoutDirectory.tagged(image, "v1"));
            assertThat(layout.content().location()).isEqualTo("oci:" + directory);
            assertThat(layout.content().info(image.digest())).contains(new ContentInfo(image.digest(), image.size()));
        }
    }

    @Test
    void aLayoutMayHoldNothing() throws IOException {
        Files.delete(directory.resolve("index.json"));
        write("index.json", "{\"schemaVersion\":2,\"manifests\":[]}");
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThat(layout.images()).isEmpty();
        }
    }

    @Test
    void blobsAreAllThatAreStoredInOrderOfDigest() throws IOException {
        Digest sha512 = Digest.compute(DigestAlgorithm.SHA512, new byte[7]);
        Files.createDirectories(blob(sha512).getParent());
        Files.write(blob(sha512), new byte[7]);
        Path folder = directory.resolve("blobs/sha256");
        Files.write(folder.resolve("not-a-digest"), new byte[1]);
        Files.write(folder.resolve(image.digest().hex().toUpperCase(Locale.ROOT)), new byte[1]);
        Files.createDirectory(folder.resolve("f".repeat(64)));
        Files.createSymbolicLink(folder.resolve("e".repeat(64)), Path.of("nowhere"));
        Files.createDirectories(directory.resolve("blobs/md5"));
        Files.write(directory.resolve("blobs/md5/" + "0".repeat(32)), new byte[1]);
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThat(layout.files().blobs())
                    .extracting(ContentInfo::digest)
                    .hasSize(content.digests().size() + 1)
                    .containsAll(content.digests())
                    .contains(sha512)
                    .isSorted();
            assertThat(layout.files().blobs()).contains(new ContentInfo(sha512, 7));
        }
    }

    @Test
    void aLayoutWithoutAnyBlobHasNone() throws IOException {
        Path empty = LayoutDirectory.write(directory.resolve("empty"), new MemoryContent());
        try (ImageLayout layout = ImageLayout.open(empty)) {
            assertThat(layout.files().blobs()).isEmpty();
            assertThat(layout.content().info(image.digest())).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNotThereOrNotADirectory() {
        Path missing = directory.resolve("missing");
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ImageLayout.open(missing))
                .withMessageContaining("oci:" + missing + " does not exist")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        Path file = directory.resolve("index.json");
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> ImageLayout.open(file))
                .withMessageContaining("is not a directory")
                .withMessageContaining("oci-archive:" + file)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT));
    }

    @Test
    void refusesADirectoryWithoutTheMarker() throws IOException {
        Files.delete(directory.resolve("oci-layout"));
        assertBroken("found no oci-layout file, though there is an index.json");
        write("manifest.json", "[]");
        assertBroken("only the manifest.json of a Docker archive");
        Files.delete(directory.resolve("manifest.json"));
        Files.delete(directory.resolve("index.json"));
        assertBroken("unrecognized image format: found no oci-layout file");
    }

    @Test
    void refusesOtherVersionsAndMarkersThatAreNone() throws IOException {
        write("oci-layout", "{\"imageLayoutVersion\":\"2.0.0\"}");
        assertBroken("2.0.0");
        write("oci-layout", "{}");
        assertBroken("oci-layout");
        write("oci-layout", "1.0.0");
        assertBroken("JSON");
    }

    @Test
    void refusesALayoutWithoutAnIndexOrWithOneThatIsNoFile() throws IOException {
        Files.delete(directory.resolve("index.json"));
        assertBroken("index.json is missing");
        Files.createDirectory(directory.resolve("index.json"));
        assertBroken("index.json is not a regular file");
    }

    @Test
    void refusesAnIndexThatIsNoneOrSaysItIsSomethingElse() throws IOException {
        write("index.json", "foobar");
        assertBroken("not JSON");
        write("index.json", "");
        assertBroken("found nothing");
        write("index.json", "{\"manifests\":[]} and more");
        assertBroken("more text after its end");
        write("index.json", "[]");
        assertBroken("index");
        write("index.json", "{\"schemaVersion\":2,\"manifests\":[],\"config\":{},\"layers\":[]}");
        assertBroken("manifest");
        write("index.json", "{\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"manifests\":[]}");
        assertBroken("mediaType");
        write("index.json", "{\"manifests\":[{\"mediaType\":\"a\",\"digest\":\"sha256:../../etc\",\"size\":1}]}");
        assertBroken("digest");
    }

    @Test
    void refusesAnIndexOverTheLimitWithoutReadingIt() throws IOException {
        try (RandomAccessFile index =
                new RandomAccessFile(directory.resolve("index.json").toFile(), "rw")) {
            index.setLength(100L << 30);
        }
        assertBroken("index.json has 107374182400 bytes, over the limit of 20971520 for documents");
        assertThrows(
                Kind.FAILED_PRECONDITION,
                "oci-layout has 30 bytes, over the limit of 10",
                () -> ImageLayout.open(directory, Limits.defaults().withMaxBytes(10)));
    }

    @Test
    void aFailureToOpenClosesTheFiles() {
        AtomicBoolean closed = new AtomicBoolean();
        LayoutFiles broken = new LayoutFiles() {
            @Override
            public Optional<Blob> file(String name) {
                return Optional.empty();
            }

            @Override
            public boolean has(String name) {
                return false;
            }

            @Override
            public Optional<String> resolve(String path) {
                return Optional.empty();
            }

            @Override
            public List<ContentInfo> blobs() {
                return List.of();
            }

            @Override
            public Blob open(Descriptor descriptor) {
                throw new AssertionError("nothing is to be opened");
            }

            @Override
            public Optional<ContentInfo> info(Digest digest) {
                return Optional.empty();
            }

            @Override
            public String location() {
                return "oci:" + directory;
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };
        assertThrows(
                Kind.FAILED_PRECONDITION, "unrecognized image format", () -> ImageLayout.of(broken, Limits.defaults()));
        assertThat(closed).isTrue();
    }

    @Test
    void aBlobThatIsADirectoryIsRefusedWhenItIsAskedFor() throws IOException {
        Files.delete(blob(image.digest()));
        Files.createDirectory(blob(image.digest()));
        assertIrregular();
    }

    @Test
    void aBlobThatIsAFifoIsRefusedWithoutWaitingForAWriter() throws Exception {
        Files.delete(blob(image.digest()));
        assumeTrue(
                new ProcessBuilder("mkfifo", blob(image.digest()).toString())
                                .start()
                                .waitFor()
                        == 0,
                "needs mkfifo and a file system with FIFOs");
        assertIrregular();
    }

    private void assertIrregular() throws IOException {
        String problem = BlobPaths.path(image.digest()) + " is not a regular file";
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThrows(
                    Kind.FAILED_PRECONDITION, problem, () -> layout.content().info(image.digest()));
            assertThrows(
                    Kind.FAILED_PRECONDITION, problem, () -> layout.content().open(image));
            assertThat(layout.files().blobs()).extracting(ContentInfo::digest).doesNotContain(image.digest());
        }
    }

    @Test
    void aBlobMayBeALinkToAFile() throws IOException {
        Path elsewhere = Files.move(blob(image.digest()), directory.resolve("elsewhere"));
        Files.createSymbolicLink(blob(image.digest()), elsewhere);
        try (ImageLayout layout = ImageLayout.open(directory);
                Blob blob = layout.content().open(image)) {
            assertThat(blob.size()).isEqualTo(image.size());
            assertThat(layout.content().info(image.digest())).isPresent();
        }
    }

    private void linkOut(Path file) throws IOException {
        Path moved = outside.resolve("moved");
        Files.move(file, moved);
        Files.createSymbolicLink(file, moved);
    }

    @Test
    void aLinkThatLeadsOutIsRefusedUnlessItIsAllowed() throws IOException {
        linkOut(blob(image.digest()));
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThrows(
                    Kind.FAILED_PRECONDITION,
                    "leads out of the layout over a symbolic link, to ",
                    () -> layout.content().open(image));
            assertThrows(Kind.FAILED_PRECONDITION, "option links", () -> layout.content()
                    .info(image.digest()));
            assertThat(layout.files().blobs()).extracting(ContentInfo::digest).doesNotContain(image.digest());
        }
        try (ImageLayout layout = ImageLayout.open(directory, Limits.defaults(), ImageLayout.Links.EVERYWHERE);
                Blob blob = layout.content().open(image)) {
            assertThat(blob.size()).isEqualTo(image.size());
        }
    }

    @Test
    void aFolderOfBlobsOrAnIndexThatLeadsOutIsRefusedToo() throws IOException {
        linkOut(directory.resolve("blobs"));
        try (ImageLayout layout = ImageLayout.open(directory)) {
            assertThrows(Kind.FAILED_PRECONDITION, "by its folder to ", () -> layout.content()
                    .open(image));
        }
        Files.delete(directory.resolve("index.json"));
        Files.createSymbolicLink(directory.resolve("index.json"), Path.of("/etc/hostname"));
        assertBroken("leads out of the layout");
    }

    @Test
    void linksInsideAreFollowed() throws IOException {
        Path store = Files.createDirectory(directory.resolve("store"));
        Files.move(blob(image.digest()), store.resolve("image"));
        Files.createSymbolicLink(blob(image.digest()), Path.of("../../store/image"));
        try (ImageLayout layout = ImageLayout.open(directory);
                Blob blob = layout.content().open(image)) {
            assertThat(blob.size()).isEqualTo(image.size());
        }
    }
}
