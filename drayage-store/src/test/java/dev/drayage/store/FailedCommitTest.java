package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A commit that fails on the way leaves nothing but its ingest, and fails alone. */
class FailedCommitTest {
    private static final byte[] BYTES = ImageBuilder.noise(1, 1000);

    @TempDir
    private Path root;

    private long blobs() throws IOException {
        if (!Files.exists(root.resolve("blobs/sha256"))) {
            return 0;
        }
        try (Stream<Path> files = Files.list(root.resolve("blobs/sha256"))) {
            return files.count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data synced", "blob named", "before commit"})
    void canBeTriedAgainFromWhereItWas(String step) throws IOException {
        AtomicReference<String> failing = new AtomicReference<>("");
        try (LocalStore store = LocalStore.open(root, StoreOptions.defaults(), reached -> {
            if (reached.equals(failing.get())) {
                throw new IOException("no space left on the device");
            }
        })) {
            ContentStore content = store.namespace("default").content();
            try (ContentWriter writer = content.writer("ref", null)) {
                ContentWrites.append(writer, BYTES);
                failing.set(step);
                assertThatThrownBy(() -> writer.commit(1000, null, Map.of())).hasMessageContaining("no space left");
                failing.set("");
            }
            assertThat(blobs()).isZero();
            assertThat(content.info(ContentWrites.sha256(BYTES))).isEmpty();
            assertThat(store.namespaces()).isEmpty();
            assertThat(content.ingests()).extracting(IngestStatus::offset).containsExactly(1000L);
            try (ContentWriter writer = content.writer("ref", null)) {
                writer.commit(1000, ContentWrites.sha256(BYTES), Map.of("a", "1"));
            }
            assertThat(ContentWrites.read(content, ContentWrites.layerOf(BYTES)))
                    .isEqualTo(BYTES);
        }
        SoundStore.verify(root);
    }

    @Test
    void isNoMatterToOthersOfTheSameTransaction() throws Exception {
        CountDownLatch firstIsAtWork = new CountDownLatch(1);
        CountDownLatch othersWait = new CountDownLatch(1);
        AtomicInteger transactions = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (LocalStore store = LocalStore.open(root, StoreOptions.defaults(), reached -> {
                    if (reached.equals("after commit") && transactions.incrementAndGet() == 2) {
                        // The first is the schema; this one is held up until the others have come.
                        firstIsAtWork.countDown();
                        await(othersWait);
                    }
                });
                TaskScope scope = TaskScope.open("committers", 9)) {
            ContentStore content = store.namespace("default").content();
            scope.fork(() -> ContentWrites.store(content, "first", BYTES));
            await(firstIsAtWork);
            CountDownLatch writing = new CountDownLatch(8);
            for (int i = 0; i < 8; i++) {
                int number = i;
                scope.fork(() -> {
                    try (ContentWriter writer = content.writer("ref-" + number, null)) {
                        ContentWrites.append(writer, number % 2 == 0 ? ImageBuilder.noise(number, 50) : BYTES);
                        writing.countDown();
                        writer.commit(0, null, Map.of());
                    } catch (ContentException e) {
                        assertThat(e.kind()).isEqualTo(ContentException.Kind.ALREADY_EXISTS);
                        refused.incrementAndGet();
                    }
                });
            }
            await(writing);
            othersWait.countDown();
            scope.join();
            assertThat(refused).hasValue(4);
            assertThat(blobs()).isEqualTo(5);
            assertThat(content.ingests()).isEmpty();
        }
        SoundStore.verify(root);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
