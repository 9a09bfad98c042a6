package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.labels.Labels;
import dev.drayage.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a store looks after what it holds: labels, walks, deletion. Extend it once for each kind of store. */
@Timeout(60)
public abstract class ContentManagerContract {
    private static final byte[] BYTES = ImageBuilder.noise(1, 256);
    private static final Digest DIGEST = sha256(BYTES);

    /** A store without any content; what is opened for it is closed by the extending class. */
    protected abstract ContentStore emptyStore() throws IOException;

    @Test
    void keepsTheLabelsOfTheCommit() throws IOException {
        ContentStore store = emptyStore();
        ContentInfo committed = store(store, "ref", BYTES, Map.of("a", "1", "b.c/d", "2", "none", ""));
        assertThat(committed.labels()).isEqualTo(Map.of("a", "1", "b.c/d", "2"));
        assertThat(store.info(DIGEST)).contains(committed);
        assertThat(committed.updated()).isAfterOrEqualTo(committed.created());
    }

    @Test
    void changesTheLabelsThatAreNamedAndNoOthers() throws IOException {
        ContentStore store = emptyStore();
        ContentInfo committed = store(store, "ref", BYTES, Map.of("kept", "1", "changed", "2", "removed", "3"));
        ContentInfo changed = store.label(DIGEST, Map.of("changed", "two", "removed", "", "added", "4", "absent", ""));
        assertThat(changed.labels()).isEqualTo(Map.of("kept", "1", "changed", "two", "added", "4"));
        assertThat(changed.created()).isEqualTo(committed.created());
        assertThat(changed.updated()).isAfterOrEqualTo(committed.updated());
        assertThat(changed.size()).isEqualTo(256);
        assertThat(store.info(DIGEST)).contains(changed);
    }

    @Test
    void replacesAllLabels() throws IOException {
        ContentStore store = emptyStore();
        ContentInfo committed = store(store, "ref", BYTES, Map.of("a", "1", "b", "2"));
        ContentInfo replaced = store.replaceLabels(DIGEST, Map.of("b", "3", "c", "4"));
        assertThat(replaced.labels()).isEqualTo(Map.of("b", "3", "c", "4"));
        assertThat(replaced.created()).isEqualTo(committed.created());
        assertThat(store.replaceLabels(DIGEST, Map.of()).labels()).isEmpty();
        assertThat(store.info(DIGEST).orElseThrow().labels()).isEmpty();
    }

    @Test
    void storingContentAgainLeavesItsLabels() throws IOException {
        ContentStore store = emptyStore();
        store(store, "ref", BYTES, Map.of("a", "1"));
        refuses(Kind.ALREADY_EXISTS, () -> store(store, "ref", BYTES, Map.of("a", "2")));
        assertThat(store.info(DIGEST).orElseThrow().labels()).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void refusesLabelsThatAreTooLong() throws IOException {
        ContentStore store = emptyStore();
        store(store, "ref", BYTES);
        String fits = "v".repeat(Labels.MAX_BYTES - 3);
        store.label(DIGEST, Map.of("key", fits));
        refuses(Kind.INVALID_ARGUMENT, () -> store.label(DIGEST, Map.of("key", fits + "v")));
        refuses(Kind.INVALID_ARGUMENT, () -> store.replaceLabels(DIGEST, Map.of("keys", fits)));
        refuses(Kind.INVALID_ARGUMENT, () -> store(store, "other", new byte[1], Map.of("\u00e9", fits + "vv")));
        assertThat(store.info(DIGEST).orElseThrow().labels()).isEqualTo(Map.of("key", fits));
        assertThat(store.info(sha256(new byte[1]))).isEmpty();
    }

    @Test
    void labelsNothingThatIsNotThere() throws IOException {
        ContentStore store = emptyStore();
        refuses(Kind.NOT_FOUND, () -> store.label(DIGEST, Map.of("a", "1")));
        refuses(Kind.NOT_FOUND, () -> store.replaceLabels(DIGEST, Map.of("a", "1")));
    }

    @Test
    void walksAllContentInOrderOfDigest() throws IOException {
        ContentStore store = emptyStore();
        List<ContentInfo> stored = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            stored.add(store(store, "ref", ImageBuilder.noise(i, i), Map.of("number", String.valueOf(i))));
        }
        List<ContentInfo> walked = new ArrayList<>();
        store.walk(info -> {
            walked.add(info);
            // A visitor may use the store.
            assertThat(store.info(info.digest())).contains(info);
        });
        stored.sort((first, second) -> first.digest().compareTo(second.digest()));
        assertThat(walked).isEqualTo(stored);
    }

    @Test
    void aVisitorEndsTheWalkByThrowing() throws IOException {
        ContentStore store = emptyStore();
        store(store, "ref", BYTES);
        store(store, "ref", new byte[5]);
        AtomicInteger visits = new AtomicInteger();
        assertThatThrownBy(() -> store.walk(info -> {
                    visits.incrementAndGet();
                    throw new EOFException("enough");
                }))
                .isInstanceOf(EOFException.class);
        assertThat(visits).hasValue(1);
    }

    @Test
    void deletesContent() throws IOException {
        ContentStore store = emptyStore();
        store(store, "ref", BYTES, Map.of("a", "1"));
        store.delete(DIGEST);
        assertThat(store.info(DIGEST)).isEmpty();
        assertThatThrownBy(() -> store.open(layerOf(BYTES))).isInstanceOf(ContentNotFoundException.class);
        refuses(Kind.NOT_FOUND, () -> store.delete(DIGEST));
        assertThat(store(store, "ref", BYTES).labels()).isEmpty();
    }
}
