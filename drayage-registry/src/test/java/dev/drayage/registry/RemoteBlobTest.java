package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.testkit.BlobContract;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import dev.drayage.testkit.ReadableContentContract;
import dev.drayage.testkit.http.Reply.Ending;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A blob of a registry is a blob like any other, whatever the registry and the network do. */
class RemoteBlobTest {
    private static final byte[] BYTES = ImageBuilder.noise(42, 300_000);

    private final MemoryContent content = new MemoryContent();
    private final Descriptor layer = content.add(MediaTypes.OCI_LAYER_GZIP, BYTES);
    private final FaultyRegistry memory = FaultyRegistry.create().holding(TestRegistry.NAME, content, List.of());
    private final TestRegistry registry = TestRegistry.of(memory);

    @AfterEach
    void stop() {
        registry.close();
    }

    private Blob open() throws IOException {
        return registry.repository().content().open(layer);
    }

    private List<String> ranges() {
        return registry.server.requests("GET", "/blobs/").stream()
                .map(request -> request.header("Range").orElse("all"))
                .toList();
    }

    @Test
    void aBlobOfOneStretchIsReadWithOneRequest() throws IOException {
        try (Blob blob = open()) {
            assertThat(blob.size()).isEqualTo(BYTES.length);
            assertThat(blob.preferredChunkSize()).isPositive();
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(ranges()).containsExactly("bytes=0-299999");
    }

    @Test
    void aReadElsewhereAsksForThoseBytesOnly() throws IOException {
        try (Blob blob = open()) {
            ByteBuffer target = ByteBuffer.allocate(100);
            assertThat(blob.readAt(200_000, target)).isEqualTo(100);
            assertThat(target.array()).isEqualTo(Arrays.copyOfRange(BYTES, 200_000, 200_100));
        }
        assertThat(ranges()).containsExactly("bytes=0-299999", "bytes=200000-200099");
    }

    @Test
    void aConnectionThatBreaksIsReplacedAtTheVeryByte() throws IOException {
        memory.faults().next(1, TestRegistry.blobReads(), (request, right) -> right.cutAfter(123_456, Ending.CLOSE));
        try (Blob blob = open()) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(ranges()).containsExactly("bytes=0-299999", "bytes=123456-299999");
    }

    @Test
    void dropsAtRandomOffsetsLeaveTheBytesRight() throws IOException {
        Randomized.check(20, random -> {
            memory.faults().clear();
            memory.faults()
                    .next(
                            3,
                            TestRegistry.blobReads(),
                            (request, right) -> right.cutAfter(
                                    random.nextInt(BYTES.length / 2),
                                    random.nextBoolean() ? Ending.RESET : Ending.CLOSE));
            try (Blob blob = open()) {
                assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
            }
        });
    }

    @Test
    void connectionsThatBreakWithoutEndAreGivenUp() throws IOException {
        memory.faults().always(TestRegistry.blobReads(), (request, right) -> right.cutAfter(10, Ending.RESET));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> {
                    try (Blob blob = open()) {
                        blob.newInputStream().readAllBytes();
                    }
                })
                .withMessageContaining(layer.digest().toString())
                .withMessageContaining("offset 40")
                .withMessageContaining("tried 4 times")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.UNAVAILABLE));
    }

    @Test
    void anAnswerThatClaimsMoreThanItHasIsReadOnElsewhere() throws IOException {
        memory.faults()
                .next(1, TestRegistry.blobReads(), (request, right) -> right.withBody(Arrays.copyOf(right.body(), 1000))
                        .claiming(BYTES.length)
                        .cutAfter(1000, Ending.CLOSE));
        try (Blob blob = open()) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void anAnswerWithAContentLengthThatIsTooShortIsReadOnElsewhere() throws IOException {
        memory.faults()
                .next(1, TestRegistry.blobReads(), (request, right) -> right.withBody(Arrays.copyOf(right.body(), 1000))
                        .cutAfter(1000, Ending.CLOSE));
        try (Blob blob = open()) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(ranges()).containsExactly("bytes=0-299999", "bytes=1000-299999");
    }

    @Test
    void aRangeThatWasNotAskedForIsRefused() {
        memory.faults()
                .next(
                        1,
                        TestRegistry.blobReads(),
                        (request, right) -> right.with("Content-Range", "bytes 5-300000/300000"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(this::open)
                .withMessageContaining("was asked for bytes 0 to 299999 and gives 5 to 300000")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.INTERNAL));
    }

    @Test
    void aSilentAnswerIsGivenUpAndAskedForAgain() throws IOException {
        memory.faults().next(1, TestRegistry.blobReads(), (request, right) -> right.cutAfter(5000, Ending.STALL));
        try (Blob blob = registry.impatient(Duration.ofMillis(300)).content().open(layer)) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(ranges()).containsExactly("bytes=0-299999", "bytes=5000-299999");
    }

    @Test
    void anAnswerThatComesByteForByteIsGivenUpAndGoneOnWith() throws IOException {
        memory.faults().next(1, TestRegistry.blobReads(), (request, right) -> right.cutAfter(5000, Ending.DRIBBLE));
        try (Blob blob = registry.impatient(Duration.ofMillis(300)).content().open(layer)) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(ranges()).hasSize(2).first().isEqualTo("bytes=0-299999");
    }

    @Test
    void anInterruptEndsAReadThatWaits() throws Exception {
        memory.faults().always(TestRegistry.blobReads(), (request, right) -> right.cutAfter(5000, Ending.STALL));
        try (Blob blob = open()) {
            Thread reader = Thread.currentThread();
            Thread interrupter = new Thread(reader::interrupt);
            interrupter.start();
            assertThatExceptionOfType(java.io.InterruptedIOException.class)
                    .isThrownBy(() -> blob.newInputStream().readAllBytes());
            assertThat(Thread.interrupted()).isTrue();
            interrupter.join();
        }
    }

    @Test
    void closingABlobGivesItsConnectionsBack() throws IOException {
        Repository repository = registry.repository();
        for (int i = 0; i < 20; i++) {
            try (Blob blob = repository.content().open(layer)) {
                blob.readAt(0, ByteBuffer.allocate(10));
            }
        }
        Blob[] open = new Blob[20];
        for (int i = 0; i < open.length; i++) {
            open[i] = repository.content().open(layer);
        }
        for (Blob blob : open) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(BYTES);
            blob.close();
        }
    }

    @Nested
    class IsABlob extends BlobContract {
        @Override
        protected Blob open() throws IOException {
            return RemoteBlobTest.this.open();
        }

        @Override
        protected byte[] expected() {
            return BYTES.clone();
        }
    }

    @Nested
    class IsABlobWithoutRanges extends BlobContract {
        private final TestRegistry plain =
                TestRegistry.of(FaultyRegistry.with().holding(TestRegistry.NAME, content, List.of()));

        @AfterEach
        void stopPlain() {
            plain.close();
        }

        @Override
        protected Blob open() throws IOException {
            return plain.repository().content().open(layer);
        }

        @Override
        protected byte[] expected() {
            return BYTES.clone();
        }
    }

    @Nested
    class IsReadableContent extends ReadableContentContract {
        @Override
        protected ReadableContent contentOf(MemoryContent blobs) throws IOException {
            List<Descriptor> documents = blobs.digests().stream()
                    .filter(digest -> new String(blobs.bytes(digest), java.nio.charset.StandardCharsets.ISO_8859_1)
                            .startsWith("{\"schemaVersion"))
                    .map(digest -> Descriptor.of(MediaTypes.OCI_MANIFEST, digest, blobs.bytes(digest).length))
                    .toList();
            memory.holding(TestRegistry.NAME, blobs, documents);
            return registry.repository().content();
        }
    }
}
