package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What becomes of an ingest that is aborted while it is written, in a store that lets go of the ref then. Extend it once
 * for each kind of store.
 */
@Timeout(60)
public abstract class ContentAbortContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 512);

    /** A store without any content; what is opened for it is closed by the extending class. */
    protected abstract ContentStore emptyStore() throws IOException;

    @Test
    void anIngestIsGoneThoughItsWriterIsOpen() throws IOException {
        ContentStore store = emptyStore();
        try (ContentWriter writer = store.writer("ref", null)) {
            append(writer, BYTES);
            assertThat(writer.status().offset()).isEqualTo(512);
            store.abort("ref");
            refuses(Kind.NOT_FOUND, () -> store.status("ref"));
            refuses(Kind.NOT_FOUND, () -> store.abort("ref"));
            assertThat(store.ingests()).isEmpty();
        }
        assertThat(store.ingests()).isEmpty();
    }

    @Test
    void anotherWriterHasTheRefAtOnceAndNoneOfTheBytes() throws IOException {
        ContentStore store = emptyStore();
        byte[] other = ImageBuilder.noise(2, 256);
        try (ContentWriter aborted = store.writer("ref", layerOf(BYTES))) {
            append(aborted, BYTES);
            assertThat(aborted.status().offset()).isEqualTo(512);
            store.abort("ref");
            try (ContentWriter writer = store.writer("ref", layerOf(other))) {
                assertThat(writer.status().offset()).isZero();
                append(writer, Arrays.copyOf(other, 100));
                refuses(Kind.UNAVAILABLE, () -> aborted.commit(512, null, Map.of()));
                append(writer, Arrays.copyOfRange(other, 100, 256));
                writer.commit(256, null, Map.of());
            }
        }
        assertThat(read(store, layerOf(other))).isEqualTo(other);
        assertThat(store.info(layerOf(BYTES).digest())).isEmpty();
        assertThat(store.ingests()).isEmpty();
    }

    @Test
    void aWriterThatIsClosedLateTakesNothingFromTheNextOne() throws IOException {
        ContentStore store = emptyStore();
        ContentWriter aborted = store.writer("ref", null);
        append(aborted, BYTES);
        assertThat(aborted.status().offset()).isEqualTo(512);
        store.abort("ref");
        ContentWriter next = store.writer("ref", null);
        append(next, Arrays.copyOf(BYTES, 3));
        aborted.close();
        refuses(Kind.UNAVAILABLE, () -> store.writer("ref", null));
        next.close();
        assertThat(store.status("ref").offset()).isEqualTo(3);
    }

    @Test
    void anIngestThatWasCommittedCannotBeAborted() throws IOException {
        ContentStore store = emptyStore();
        ContentWriter writer = store.writer("ref", null);
        append(writer, BYTES);
        writer.commit(512, null, Map.of());
        refuses(Kind.NOT_FOUND, () -> store.abort("ref"));
        writer.close();
        assertThat(read(store, layerOf(BYTES))).isEqualTo(BYTES);
    }

    @Test
    void aRefIsAbortedOverAndOver() throws IOException {
        ContentStore store = emptyStore();
        for (int i = 0; i < 20; i++) {
            ContentWriter writer = store.writer("ref", layerOf(BYTES));
            assertThat(writer.status().offset()).isZero();
            append(writer, Arrays.copyOf(BYTES, 10 + i));
            assertThat(writer.status().offset()).isEqualTo(10 + i);
            if (i % 2 == 0) {
                writer.close();
            }
            store.abort("ref");
            writer.close();
        }
        assertThat(store.ingests()).isEmpty();
    }
}
