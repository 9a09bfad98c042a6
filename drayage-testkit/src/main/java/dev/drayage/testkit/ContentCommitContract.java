package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How what was written becomes content, whatever keeps it. Extend it once for each kind of store. */
@Timeout(60)
public abstract class ContentCommitContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 256);

    /** A store without any content; what is opened for it is closed by the extending class. */
    protected abstract ContentStore emptyStore() throws IOException;

    /** The algorithms that the store can name content by; all of them, unless it is overridden. */
    protected List<DigestAlgorithm> algorithms() {
        return List.of(DigestAlgorithm.values());
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
}
