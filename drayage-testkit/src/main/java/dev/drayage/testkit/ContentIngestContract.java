package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How content comes into a store, whatever keeps it. Extend it once for each kind of store. */
@Timeout(60)
public abstract class ContentIngestContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 256);

    /** A store without any content; what is opened for it is closed by the extending class. */
    protected abstract ContentStore emptyStore() throws IOException;

    /** The algorithms that the store can name content by; all of them, unless it is overridden. */
    protected List<DigestAlgorithm> algorithms() {
        return List.of(DigestAlgorithm.values());
    }

    @Test
    void fiveWritersAreOpenAtOnceAndCommitInAnyOrder() throws IOException {
        ContentStore store = emptyStore();
        List<Integer> order = List.of(3, 0, 4, 2, 1);
        ContentWriter[] writers = new ContentWriter[order.size()];
        byte[][] bytes = new byte[order.size()][];
        for (int i = 0; i < writers.length; i++) {
            bytes[i] = ImageBuilder.noise(i, 500 + i);
            writers[i] = store.writer("ref-" + i, i % 2 == 0 ? layerOf(bytes[i]) : null);
        }
        for (int part = 0; part < 2; part++) {
            for (int i = 0; i < writers.length; i++) {
                int half = bytes[i].length / 2;
                append(
                        writers[i],
                        part == 0
                                ? Arrays.copyOf(bytes[i], half)
                                : Arrays.copyOfRange(bytes[i], half, bytes[i].length));
            }
        }
        assertThat(store.ingests())
                .extracting(IngestStatus::ref)
                .containsExactly("ref-0", "ref-1", "ref-2", "ref-3", "ref-4");
        for (int i : order) {
            boolean said = i % 2 == 0;
            writers[i].commit(said ? bytes[i].length : 0, said ? sha256(bytes[i]) : null, Map.of());
            writers[i].close();
        }
        for (byte[] each : bytes) {
            assertThat(read(store, layerOf(each))).isEqualTo(each);
        }
        assertThat(store.ingests()).isEmpty();
    }

    @Test
    void tellsOffsetAndDigestWhileItIsWritten() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", null)) {
            Instant startedAt = writer.status().startedAt();
            Instant updatedAt = writer.status().updatedAt();
            int written = 0;
            for (int upTo : new int[] {0, 64, 192, 256}) {
                append(writer, Arrays.copyOfRange(BYTES, written, upTo));
                written = upTo;
                IngestStatus status = writer.status();
                assertThat(status.ref()).isEqualTo("ref");
                assertThat(status.offset()).isEqualTo(upTo);
                assertThat(status.startedAt()).isEqualTo(startedAt);
                assertThat(status.updatedAt()).isAfterOrEqualTo(updatedAt);
                updatedAt = status.updatedAt();
                assertThat(writer.digest()).isEqualTo(sha256(Arrays.copyOf(BYTES, upTo)));
                assertThat(store.status("ref").offset()).isEqualTo(upTo);
            }
            assertThat(writer.commit(256, sha256(BYTES), Map.of()).size()).isEqualTo(256);
        }
    }

    @Test
    void tellsWhatIsExpected() throws IOException {
        ContentStore store = emptyStore();
        Descriptor expected = layerOf(BYTES);
        try (ContentWriter writer = store.writer("ref", expected)) {
            append(writer, Arrays.copyOf(BYTES, 10));
            assertThat(writer.status().total()).isEqualTo(256);
            assertThat(writer.status().expected()).isEqualTo(expected.digest());
        }
        assertThat(store.status("ref").total()).isEqualTo(256);
    }

    @Test
    void showsNothingBeforeTheCommit() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", layerOf(BYTES))) {
            append(writer, BYTES);
            assertThat(store.info(sha256(BYTES))).isEmpty();
        }
        assertThat(store.info(sha256(BYTES))).isEmpty();
    }

    @Test
    void takesContentOfEveryAlgorithm() throws IOException {
        ContentStore store = emptyStore();
        for (DigestAlgorithm algorithm : algorithms()) {
            Descriptor expected = Descriptor.of(MediaTypes.OCI_LAYER, Digest.compute(algorithm, BYTES), 256);
            try (ContentWriter writer = store.writer("ref", expected)) {
                append(writer, BYTES);
                writer.commit(256, expected.digest(), Map.of());
            }
            assertThat(read(store, expected)).isEqualTo(BYTES);
        }
    }

    @Test
    void takesNoBytesAtAll() throws IOException {
        ContentStore store = emptyStore();
        ContentInfo info = store(store, "ref", new byte[0]);
        assertThat(info.size()).isZero();
        assertThat(read(store, layerOf(new byte[0]))).isEmpty();
    }

    @Test
    void appendsRangesOfBlobs() throws IOException {
        ContentStore store = emptyStore();
        byte[] large = ImageBuilder.noise(2, 3_000_000);
        try (ContentWriter writer = store.writer("ref", null);
                Blob blob = Blob.ofBytes(large)) {
            writer.write(blob, 0, 1);
            writer.write(blob, 1, 2_500_000);
            writer.write(blob, 2_500_001, 0);
            append(writer, Arrays.copyOfRange(large, 2_500_001, 2_500_100));
            writer.write(blob, 2_500_100, 499_900);
            writer.commit(large.length, sha256(large), Map.of());
        }
        assertThat(read(store, layerOf(large))).isEqualTo(large);
    }

    @Test
    void transfersNothingThatIsStored() throws IOException {
        ContentStore store = emptyStore();
        store(store, "first", BYTES);
        refuses(Kind.ALREADY_EXISTS, () -> store.writer("second", layerOf(BYTES)));
        assertThat(store.ingests()).isEmpty();
    }

    @Test
    void endsTheIngestOfWhatTurnsOutToBeStored() throws IOException {
        ContentStore store = emptyStore();
        store(store, "first", BYTES);
        for (Digest digest : Arrays.asList(null, sha256(BYTES))) {
            try (ContentWriter writer = store.writer("second", null)) {
                append(writer, BYTES);
                refuses(Kind.ALREADY_EXISTS, () -> writer.commit(0, digest, Map.of()));
            }
            assertThat(store.ingests()).isEmpty();
        }
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void aWrongSizeOrDigestKeepsTheBytesForAnotherTry() throws IOException {
        ContentStore store = emptyStore();
        Digest wrong = sha256(new byte[] {1});
        try (ContentWriter writer = store.writer("ref", null)) {
            append(writer, BYTES);
            refuses(Kind.FAILED_PRECONDITION, () -> writer.commit(255, sha256(BYTES), Map.of()));
        }
        try (ContentWriter writer = store.writer("ref", null)) {
            assertThat(writer.status().offset()).isEqualTo(256);
            refuses(Kind.FAILED_PRECONDITION, () -> writer.commit(256, wrong, Map.of()));
        }
        assertThat(store.info(wrong)).isEmpty();
        try (ContentWriter writer = store.writer("ref", null)) {
            assertThat(writer.commit(256, sha256(BYTES), Map.of()).digest()).isEqualTo(sha256(BYTES));
        }
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void whatIsExpectedIsCheckedWithoutBeingSaidAgain() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", layerOf(BYTES))) {
            append(writer, Arrays.copyOf(BYTES, 255));
            refuses(Kind.FAILED_PRECONDITION, () -> writer.commit(0, null, Map.of()));
            append(writer, new byte[] {(byte) ~BYTES[255]});
            refuses(Kind.FAILED_PRECONDITION, () -> writer.commit(0, null, Map.of()));
        }
    }

    @Test
    void aRefHasOneWriterAtATime() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("held", null)) {
            refuses(Kind.UNAVAILABLE, () -> store.writer("held", null));
            append(writer, BYTES);
        }
        try (ContentWriter writer = store.writer("held", null)) {
            assertThat(writer.status().offset()).isEqualTo(256);
        }
    }

    @Test
    void aRefIsFreeAfterAnIngestThatWasNotNeeded() throws IOException {
        ContentStore store = emptyStore();
        store(store, "first", BYTES);
        refuses(Kind.ALREADY_EXISTS, () -> store.writer("ref", layerOf(BYTES)));
        store.writer("ref", null).close();
        assertThat(store.ingests()).hasSize(1);
    }

    @Test
    void refusesAnIngestWithoutARef() throws IOException {
        ContentStore store = emptyStore();
        refuses(Kind.INVALID_ARGUMENT, () -> store.writer("", layerOf(BYTES)));
    }

    @Test
    void aRefMayBeAnyText() throws IOException {
        ContentStore store = emptyStore();
        List<String> refs =
                List.of("../../etc/passwd", "a/b:c@d", "layer-sha256:" + "0".repeat(400), "\u00e9\ud83d\ude00 \\");
        for (String ref : refs) {
            store.writer(ref, null).close();
        }
        assertThat(store.ingests()).extracting(IngestStatus::ref).containsExactlyInAnyOrderElementsOf(refs);
        for (String ref : refs) {
            store.abort(ref);
        }
        assertThat(store.ingests()).isEmpty();
    }

    @Test
    void anAbortedIngestIsGone() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", null)) {
            append(writer, BYTES);
        }
        store.abort("ref");
        refuses(Kind.NOT_FOUND, () -> store.status("ref"));
        refuses(Kind.NOT_FOUND, () -> store.abort("ref"));
        try (ContentWriter writer = store.writer("ref", null)) {
            assertThat(writer.status().offset()).isZero();
        }
    }

    @Test
    void oneOfManyWritersOfTheSameContentStoresIt() throws IOException {
        ContentStore store = emptyStore();
        AtomicInteger stored = new AtomicInteger();
        try (TaskScope scope = TaskScope.open("writers", 4)) {
            for (int i = 0; i < 16; i++) {
                String ref = "ref-" + i;
                scope.fork(() -> {
                    try (ContentWriter writer = store.writer(ref, null)) {
                        append(writer, BYTES);
                        writer.commit(256, sha256(BYTES), Map.of());
                        stored.incrementAndGet();
                    } catch (ContentException e) {
                        assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS);
                    }
                });
            }
            scope.join();
        }
        assertThat(stored).hasValue(1);
        assertThat(store.ingests()).isEmpty();
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void readsOnlyAsFarAsContentGoes() throws IOException {
        ContentStore store = emptyStore();
        store(store, "ref", BYTES);
        try (Blob blob = store.open(layerOf(BYTES))) {
            ByteBuffer target = ByteBuffer.allocate(300);
            assertThat(blob.readAt(0, target)).isEqualTo(256);
            assertThat(blob.readAt(250, target.clear())).isEqualTo(6);
            assertThat(blob.readAt(256, target.clear())).isEqualTo(-1);
            assertThat(blob.readAt(4096, target.clear())).isEqualTo(-1);
        }
    }
}
