package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** How a store goes on with what was left off. Extend it once for each kind of store. */
@Timeout(60)
public abstract class ContentResumeContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 256);
    private static final String CUT_BY_HALF = "cut back by half, as for a source that is less far";

    /** A store without any content; what is opened for it is closed by the extending class. */
    protected abstract ContentStore emptyStore() throws IOException;

    /** Whether an ingest can be cut back to any size; over containerd's protocol, it can to nothing alone. */
    protected boolean cutsAnywhere() {
        return true;
    }

    private interface Resumption {
        /** Goes on with an ingest from a source that holds all of its bytes. */
        void resume(ContentWriter writer, Blob source) throws IOException;
    }

    /** The ways to go on that a source leaves open. */
    private static Map<String, Resumption> resumptions() {
        return Map.of(
                "cut back to nothing, as for a source that begins again",
                (writer, source) -> {
                    writer.truncate(0);
                    append(writer, source.newInputStream().readAllBytes());
                },
                CUT_BY_HALF,
                (writer, source) -> {
                    writer.truncate(writer.status().offset() / 2);
                    writer.write(
                            source,
                            writer.status().offset(),
                            source.size() - writer.status().offset());
                },
                "a source that passes over what is there",
                (writer, source) -> {
                    try (InputStream in = source.newInputStream()) {
                        in.skipNBytes(writer.status().offset());
                        append(writer, in.readAllBytes());
                    }
                },
                "a source that is sought in",
                (writer, source) -> {
                    try (SeekableByteChannel channel = source.newChannel()) {
                        channel.position(writer.status().offset());
                        append(writer, Channels.newInputStream(channel).readAllBytes());
                    }
                },
                "a source that is read at any offset",
                (writer, source) -> writer.write(
                        source,
                        writer.status().offset(),
                        source.size() - writer.status().offset()));
    }

    @TestFactory
    Stream<DynamicTest> goesOnFromWhereItWasLeftOff() throws IOException {
        ContentStore store = emptyStore();
        return resumptions().entrySet().stream()
                .filter(way -> cutsAnywhere() || !way.getKey().equals(CUT_BY_HALF))
                .flatMap(way -> Stream.of(500, 5_000, 50_000).flatMap(size -> Stream.of(0.0, 0.1, 0.5, 0.9, 1.0)
                        .map(cut -> DynamicTest.dynamicTest(way.getKey() + ", " + size + " bytes cut at " + cut, () -> {
                            byte[] bytes = ImageBuilder.noise(way.getKey().hashCode() + (long) (cut * 10), size);
                            goesOn(store, way.getValue(), bytes, (int) (size * cut));
                        }))));
    }

    private static void goesOn(ContentStore store, Resumption way, byte[] bytes, int cut) throws IOException {
        try (ContentWriter writer = store.writer("resumed", layerOf(bytes))) {
            append(writer, Arrays.copyOf(bytes, cut));
        }
        try (ContentWriter writer = store.writer("resumed", layerOf(bytes));
                Blob source = Blob.ofBytes(bytes)) {
            assertThat(writer.status().offset()).isEqualTo(cut);
            assertThat(writer.digest()).isEqualTo(sha256(Arrays.copyOf(bytes, cut)));
            way.resume(writer, source);
            writer.commit(bytes.length, sha256(bytes), Map.of());
        }
        assertThat(read(store, layerOf(bytes))).isEqualTo(bytes);
        assertThat(store.ingests()).isEmpty();
    }

    @Test
    void keepsOffsetDigestAndBeginning() throws IOException {
        ContentStore store = emptyStore();
        Instant startedAt;
        try (ContentWriter writer = store.writer("ref", null)) {
            append(writer, Arrays.copyOf(BYTES, 128));
            startedAt = writer.status().startedAt();
        }
        IngestStatus left = store.status("ref");
        assertThat(left.offset()).isEqualTo(128);
        assertThat(left.startedAt()).isEqualTo(startedAt);
        try (ContentWriter writer = store.writer("ref", null)) {
            assertThat(writer.status().offset()).isEqualTo(128);
            assertThat(writer.status().startedAt()).isEqualTo(startedAt);
            assertThat(writer.digest()).isEqualTo(sha256(Arrays.copyOf(BYTES, 128)));
            append(writer, Arrays.copyOfRange(BYTES, 128, 256));
            writer.commit(256, sha256(BYTES), Map.of());
        }
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void restartsAfterAnAbort() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", layerOf(BYTES))) {
            append(writer, new byte[100]);
        }
        store.abort("ref");
        try (ContentWriter writer = store.writer("ref", layerOf(BYTES))) {
            assertThat(writer.status().offset()).isZero();
            append(writer, BYTES);
            writer.commit(256, null, Map.of());
        }
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void cutsNoFurtherThanThereIs() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", null)) {
            append(writer, BYTES);
            refuses(Kind.OUT_OF_RANGE, () -> writer.truncate(257));
            refuses(Kind.OUT_OF_RANGE, () -> writer.truncate(-1));
            writer.truncate(256);
            assertThat(writer.status().offset()).isEqualTo(256);
            writer.truncate(0);
            assertThat(writer.digest()).isEqualTo(sha256(new byte[0]));
        }
        assertThat(store.status("ref").offset()).isZero();
    }

    @Test
    void writesOverWhatWasCutOff() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", null)) {
            append(writer, Arrays.copyOf(BYTES, 100));
            append(writer, new byte[500]);
            if (!cutsAnywhere()) {
                refuses(Kind.OUT_OF_RANGE, () -> writer.truncate(100));
                return;
            }
            writer.truncate(100);
            assertThat(writer.digest()).isEqualTo(sha256(Arrays.copyOf(BYTES, 100)));
            append(writer, Arrays.copyOfRange(BYTES, 100, 256));
            writer.commit(256, sha256(BYTES), Map.of());
        }
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void aCommitThatWasRefusedCanBePutRight() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", layerOf(BYTES))) {
            append(writer, new byte[256]);
            refuses(Kind.FAILED_PRECONDITION, () -> writer.commit(256, sha256(BYTES), Map.of()));
            writer.truncate(0);
            append(writer, BYTES);
            writer.commit(256, sha256(BYTES), Map.of());
        }
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }
}
