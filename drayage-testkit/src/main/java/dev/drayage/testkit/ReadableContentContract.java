package dev.drayage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every place does that content can be asked about and read from. Extend it once for each kind of place. */
@Timeout(60)
public abstract class ReadableContentContract {
    private static final int THREADS = 4;

    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor manifest =
            ImageBuilder.anImageIn(blobs).withLayers(2).build();
    private final Descriptor large = blobs.add(MediaTypes.OCI_LAYER, ImageBuilder.noise(7, 300_000));
    private final Descriptor empty = blobs.add(MediaTypes.OCI_LAYER, new byte[0]);
    private final Descriptor absent = new MemoryContent().add(MediaTypes.OCI_LAYER_GZIP, new byte[] {1, 2, 3});
    private @Nullable ReadableContent opened;

    /**
     * Opens a place that holds these blobs, all of them sound; what is {@link AutoCloseable} is closed by the suite. They
     * have all algorithms that {@link #algorithms} names, and among them is an image of one manifest.
     */
    protected abstract ReadableContent contentOf(MemoryContent blobs) throws IOException;

    /** The algorithms that the place can name content by; all of them, unless it is overridden. */
    protected List<DigestAlgorithm> algorithms() {
        return List.of(DigestAlgorithm.values());
    }

    @BeforeEach
    void addContentOfAllAlgorithms() {
        for (DigestAlgorithm algorithm : algorithms()) {
            blobs.add(MediaTypes.OCI_LAYER, ImageBuilder.noise(3, 1000), algorithm);
        }
    }

    @AfterEach
    void closeContent() throws Exception {
        if (opened instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private ReadableContent content() throws IOException {
        ReadableContent content = contentOf(blobs);
        opened = content;
        return content;
    }

    private Descriptor descriptor(Digest digest) {
        return digest.equals(manifest.digest())
                ? manifest
                : Descriptor.of(MediaTypes.OCI_LAYER, digest, blobs.bytes(digest).length);
    }

    @Test
    void opensEveryBlobByItsDescriptor() throws IOException {
        ReadableContent content = content();
        for (Digest digest : blobs.digests()) {
            try (Blob blob = content.open(descriptor(digest))) {
                assertThat(blob.size()).isEqualTo(blobs.bytes(digest).length);
                assertThat(BlobContract.read(blob)).as(digest.toString()).isEqualTo(blobs.bytes(digest));
            }
        }
    }

    @Test
    void knowsSizeAndDigestOfEveryBlob() throws IOException {
        ReadableContent content = content();
        for (Digest digest : blobs.digests()) {
            ContentInfo info = content.info(digest).orElseThrow();
            assertThat(info.digest()).isEqualTo(digest);
            assertThat(info.size()).isEqualTo(blobs.bytes(digest).length);
            assertThat(info.updated()).isAfterOrEqualTo(info.created());
        }
    }

    @Test
    void holdsEmptyContentToo() throws IOException {
        ReadableContent content = content();
        try (Blob blob = content.open(empty)) {
            assertThat(blob.size()).isZero();
            assertThat(BlobContract.read(blob)).isEmpty();
        }
        assertThat(content.info(empty.digest()).orElseThrow().size()).isZero();
    }

    @Test
    void knowsNothingOfAbsentContent() throws IOException {
        assertThat(content().info(absent.digest())).isEmpty();
    }

    @Test
    void saysWhatIsMissingAndWhere() throws IOException {
        ReadableContent content = content();
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> content.open(absent))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(ContentException.Kind.NOT_FOUND);
                    assertThat(e.missing()).containsExactly(absent);
                    assertThat(e)
                            .hasMessageContaining("layer")
                            .hasMessageContaining(absent.digest().toString())
                            .hasMessageContaining(content.location());
                });
    }

    @Test
    void hasALocationForMessages() throws IOException {
        ReadableContent content = content();
        assertThat(content.location()).isNotBlank().doesNotContain("\n").isEqualTo(content.location());
    }

    @Test
    void closingOneBlobLeavesAnotherOfTheSameContentOpen() throws IOException {
        ReadableContent content = content();
        Blob first = content.open(large);
        try (Blob second = content.open(large)) {
            first.close();
            assertThat(BlobContract.read(second)).isEqualTo(blobs.bytes(large.digest()));
        }
        try (Blob third = content.open(large)) {
            assertThat(BlobContract.read(third)).isEqualTo(blobs.bytes(large.digest()));
        }
    }

    @Test
    void manyThreadsOpenAndReadAtOnce() throws IOException {
        ReadableContent content = content();
        try (TaskScope readers = TaskScope.open("readers", THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                readers.fork(() -> Randomized.check(20, random -> {
                    Digest digest =
                            blobs.digests().get(random.nextInt(blobs.digests().size()));
                    try (Blob blob = content.open(descriptor(digest))) {
                        assertThat(BlobContract.read(blob)).isEqualTo(blobs.bytes(digest));
                    }
                    assertThat(content.info(digest)).isPresent();
                    assertThat(content.info(absent.digest())).isEmpty();
                }));
            }
            readers.join();
        }
    }
}
