package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply.Ending;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A blob of a registry that knows no ranges. */
class UnrangedBlobTest {
    private static final byte[] BYTES = ImageBuilder.noise(42, 300_000);

    private final MemoryContent content = new MemoryContent();
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER_GZIP, BYTES);
    private final FaultyRegistry simple = FaultyRegistry.with().holding(TestRegistry.NAME, content, List.of());
    private final TestRegistry plain = TestRegistry.of(simple);

    @AfterEach
    void stopPlain() {
        plain.close();
    }

    @Test
    void readingInOrderTakesOneRequest() throws IOException {
        try (Blob blob = plain.repository().content().open(layer)) {
            assertThat(blob.preferredChunkSize()).isZero();
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(plain.server.requests("GET", "/blobs/")).hasSize(1);
    }

    @Test
    void readingOutOfOrderReadsItOnceIntoAFile() throws IOException {
        try (Blob blob = plain.repository().content().open(layer)) {
            for (int position : new int[] {250_000, 5, 100_000, 299_990, 0}) {
                ByteBuffer target = ByteBuffer.allocate(10);
                assertThat(blob.readAt(position, target)).isEqualTo(10);
                assertThat(target.array()).isEqualTo(Arrays.copyOfRange(BYTES, position, position + 10));
            }
        }
        assertThat(plain.server.requests("GET", "/blobs/")).hasSize(2);
    }

    @Test
    void aDropOnTheWayIntoTheFileBeginsAgainAndLosesNothing() throws IOException {
        simple.faults().next(3, TestRegistry.blobReads(), (request, right) -> right.cutAfter(150_000, Ending.CLOSE));
        try (Blob blob = plain.repository().content().open(layer)) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void aBlobLargerThanTheLimitIsNotKeptInAFile() throws IOException {
        RegistryOptions small =
                TestRegistry.options().withLimits(TestRegistry.options().documents(), BYTES.length - 1);
        try (TestRegistry limited = TestRegistry.of(simple, simple, small);
                Blob blob = limited.repository().content().open(layer)) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> blob.readAt(1000, ByteBuffer.allocate(1)))
                    .withMessageContaining("the registry ignores ranges")
                    .withMessageContaining("299999");
        }
    }
}
