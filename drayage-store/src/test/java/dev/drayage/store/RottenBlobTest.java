package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentWriter;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored but no longer right is stored anew by importing it again. */
class RottenBlobTest {
    @TempDir
    private Path root;

    private final MemoryContent source = new MemoryContent();
    private final Descriptor image = ImageBuilder.anImageIn(source)
            .withLayers(1)
            .withLayer(ImageBuilder.noise(1, 700_000))
            .build();
    private LocalStore store;

    @BeforeEach
    void storeAnImage() throws IOException {
        store = LocalStore.open(root);
        assertThat(copy().moved()).isEqualTo(4);
        assertThat(copy().moved()).isZero();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private TransferReport copy() throws IOException {
        try (ImageDestination destination = store.namespace("default").destination()) {
            return ImageTransfer.copy(source, List.of(new NamedImage(image, "app")), destination);
        }
    }

    private Path file(Digest digest) {
        return root.resolve("blobs/sha256").resolve(digest.hex());
    }

    private byte[] flipped(Digest digest) {
        byte[] bytes = source.bytes(digest).clone();
        bytes[bytes.length / 2] ^= 1;
        return bytes;
    }

    private void spoil(Digest digest, byte[] bytes) throws IOException {
        assertThat(file(digest).toFile().setWritable(true)).isTrue();
        Files.write(file(digest), bytes);
    }

    @Test
    void whateverBecameOfABlobItIsStoredAgain() throws IOException {
        for (Digest digest : source.digests()) {
            spoil(digest, flipped(digest));
            assertThat(copy().moved()).as("flipped " + digest).isEqualTo(1);
            SoundStore.verify(root);
            spoil(digest, new byte[0]);
            assertThat(copy().moved()).as("cut " + digest).isEqualTo(1);
            SoundStore.verify(root);
            Files.delete(file(digest));
            assertThat(copy().moved()).as("deleted " + digest).isEqualTo(1);
            SoundStore.verify(root);
        }
        assertThat(copy().moved()).isZero();
    }

    @Test
    void whatRotsWithoutATraceIsStoredAgainAfterItWasFoundToBeCorrupt() throws IOException {
        for (Digest digest : source.digests()) {
            FileTime before = Files.getLastModifiedTime(file(digest));
            spoil(digest, flipped(digest));
            Files.setLastModifiedTime(file(digest), before);
            store.distrust(digest);
            assertThat(copy().moved()).isEqualTo(1);
            SoundStore.verify(root);
            assertThat(copy().moved()).isZero();
        }
    }

    @Test
    void aBlobThatOnlyLooksChangedIsReadAndLeft() throws IOException {
        Digest digest = source.digests().get(0);
        store.distrust(digest);
        FileTime changed = Files.getLastModifiedTime(file(digest));
        assertThat(copy().moved()).isZero();
        assertThat(Files.getLastModifiedTime(file(digest))).isLessThan(changed);
        store.distrust(ContentWrites.sha256(new byte[] {9}));
    }

    @Test
    void aDirectoryInThePlaceOfABlobIsNamedWithTheWayOut() throws IOException {
        Digest digest = source.digests().get(0);
        Files.delete(file(digest));
        Files.createDirectory(file(digest));
        String problem = file(digest) + " is a directory, in the place of blob " + digest
                + "; remove it and import the image again";
        Descriptor blob = Descriptor.of("any/thing", digest, source.bytes(digest).length);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> store.namespace("default").content().open(blob))
                .withMessage(problem)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
        assertThatExceptionOfType(ContentException.class).isThrownBy(this::copy).withMessageContaining(problem);
        Files.delete(file(digest));
        assertThat(copy().moved()).isEqualTo(1);
        SoundStore.verify(root);
    }

    @Test
    void aWrongCopyTakesThePlaceOfNothing() throws IOException {
        Digest digest = source.digests().get(0);
        byte[] wrong = flipped(digest);
        spoil(digest, wrong);
        Descriptor expected = Descriptor.of("any/thing", digest, wrong.length);
        try (ContentWriter writer = store.namespace("default").content().writer("ref", expected)) {
            ContentWrites.append(writer, new byte[wrong.length]);
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> writer.commit(wrong.length, digest, Map.of()))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
        }
        assertThat(file(digest)).hasBinaryContent(wrong);
        store.namespace("default").content().abort("ref");
        assertThat(copy().moved()).isEqualTo(1);
        SoundStore.verify(root);
    }

    @Test
    void anotherNamespaceDoesNotInheritWhatIsRotten() throws IOException {
        Digest digest = source.digests().get(0);
        spoil(digest, flipped(digest));
        try (ImageDestination destination = store.namespace("other").destination()) {
            TransferReport report = ImageTransfer.copy(source, List.of(new NamedImage(image, "app")), destination);
            assertThat(report.moved()).isEqualTo(1);
        }
        SoundStore.verify(root);
    }
}
