package dev.drayage.containerd;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.sha256;
import static dev.drayage.testkit.ContentWrites.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.store.GcItem;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreOptions;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a containerd keeps in the local store is for it alone to delete. */
class ServedToContainerdTest {
    private static final byte[] BYTES = {1, 2, 3};

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private LocalStore store;
    private ContentStore served;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        store = LocalStore.open(directory, StoreOptions.defaults().withClock(clock));
        served = ServedContent.toContainerd(store.namespace("containerd").content())
                .of("k8s.io", "their-lease");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static void refuses(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(ContentException.class).isThrownBy(call).satisfies(e -> assertThat(e.kind())
                .isEqualTo(kind));
    }

    private void collectGarbageAMonthLater() throws IOException {
        clock.pass(Duration.ofDays(30));
        store.collectGarbage(GcItem.Listener.NONE);
    }

    @Test
    void garbageCollectionLeavesWhatItWrote() throws IOException {
        store(served, "ref", BYTES);
        store(store.namespace("other").content(), "ref", new byte[] {4});
        collectGarbageAMonthLater();
        assertThat(served.info(sha256(BYTES))).isPresent();
        assertThat(store.namespace("other").content().info(sha256(new byte[] {4})))
                .isEmpty();
    }

    @Test
    void garbageCollectionLeavesWhatItWasToldIsThereAlready() throws IOException {
        store(store.namespace("other").content(), "ref", BYTES);
        refuses(Kind.ALREADY_EXISTS, () -> served.writer("ref", layerOf(BYTES)));
        collectGarbageAMonthLater();
        assertThat(served.info(sha256(BYTES))).isPresent();
    }

    @Test
    void garbageCollectionLeavesWhatTurnedOutToBeThereAlready() throws IOException {
        store(store.namespace("containerd").content(), "ref", BYTES);
        try (ContentWriter writer = served.writer("other", null)) {
            append(writer, BYTES);
            refuses(Kind.ALREADY_EXISTS, () -> writer.commit(0, null, Map.of()));
        }
        collectGarbageAMonthLater();
        assertThat(served.info(sha256(BYTES))).isPresent();
    }

    @Test
    void newLabelsDoNotLetItGo() throws IOException {
        store(served, "ref", BYTES);
        served.replaceLabels(sha256(BYTES), Map.of("a", "b"));
        served.label(sha256(BYTES), Map.of("containerd.io/gc.root", ""));
        collectGarbageAMonthLater();
        assertThat(served.info(sha256(BYTES)).orElseThrow().labels()).containsEntry("a", "b");
    }

    @Test
    void whatItDeletesIsGone() throws IOException {
        store(served, "ref", BYTES);
        served.delete(sha256(BYTES));
        assertThat(served.info(sha256(BYTES))).isEmpty();
        assertThat(store.surveyGarbage(GcItem.Listener.NONE).freedBlobs()).isZero();
    }

    @Test
    void allCallersSeeTheSameWhateverNamespaceTheyName() throws IOException {
        ServedContent content =
                ServedContent.toContainerd(store.namespace("containerd").content());
        store(content.of("one", null), "ref", BYTES);
        assertThat(content.of("two", null).info(sha256(BYTES))).isPresent();
        // As its garbage collector calls.
        assertThat(content.of(null, null).info(sha256(BYTES))).isPresent();
    }

    @Test
    void aCallToANamespaceNamesIt() throws IOException {
        ServedContent content = ServedContent.byNamespace(store::namespace);
        store(content.of("one", null), "ref", BYTES);
        assertThat(content.of("two", null).info(sha256(BYTES))).isEmpty();
        refuses(Kind.FAILED_PRECONDITION, () -> content.of(null, null));
        refuses(Kind.NOT_FOUND, () -> content.of("one", "none").writer("ref", null));
    }
}
