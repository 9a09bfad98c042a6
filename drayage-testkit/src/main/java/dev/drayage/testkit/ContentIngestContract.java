package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How content comes into a store, whatever keeps it. Extend it once for each kind of store. */
@Timeout(60)
public abstract class ContentIngestContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 256);

    /** A store without any content; what is opened for it is closed by the extending class. */
    protected abstract ContentStore emptyStore() throws IOException;

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
    void aRefHasOneWriterAtATime() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("held", null)) {
            assertThatExceptionOfType(HeldException.class).isThrownBy(() -> store.writer("held", null));
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
