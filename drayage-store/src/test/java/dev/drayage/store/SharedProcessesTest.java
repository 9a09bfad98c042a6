package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.StoredImage;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight processes push, tag, remove and collect in one store over PostgreSQL. In each round some die at a step that they
 * take, some by SIGKILL at any moment, and the database crashes and starts again. For as many seconds as
 * {@code -Ddrayage.shared.seconds} says, and one round at least; {@code -Ddrayage.seed=N} does the same again as far as
 * processes can.
 */
class SharedProcessesTest {
    private static final int PROCESSES = 8;
    private static final int SHARE = 15;
    private static final int MOST_STEPS = 150;
    private static final int MOST_LINES = 12;
    private static final int MOST_NANOS = 3_000_000;
    private static final int DAYS = 50;

    private final Map<String, Optional<String>> told = WorkerProcess.nothingTold();

    @TempDir
    private Path root;

    @Test
    void whateverDiesTheStoreStaysSoundAndWhatWasToldIsThere(@TempDir Path jvmDirectory) throws Exception {
        long seed = Long.getLong("drayage.seed", new SplittableRandom().nextLong());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("drayage.shared.seconds", 5));
        try (PostgresServer server = PostgresServer.start()) {
            WorkerJvm jvm = WorkerJvm.train(jvmDirectory);
            Path blobs = root.resolve("blobs-of-all");
            StoreFile file = new StoreFile(root, server.url(), blobs.toString());
            SharedStores.make(file, StoreOptions.defaults(), true);
            Files.writeString(
                    root.resolve("store.toml"),
                    "metadata = \"" + server.url() + "\"\nblobs = \"" + blobs.getFileName() + "\"\n");
            Random random = new Random(seed);
            do {
                round(server, jvm, random);
            } while (System.nanoTime() < end);
            requireNoLeak(file, blobs);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("failed with -Ddrayage.seed=" + seed + ": " + e, e);
        }
    }

    private void round(PostgresServer server, WorkerJvm jvm, Random random) throws Exception {
        List<WorkerProcess> workers = new ArrayList<>();
        try (TaskScope scope = TaskScope.open("killers", PROCESSES)) {
            for (int i = 0; i < PROCESSES; i++) {
                boolean diesAtStep = i % 4 == 0;
                WorkerProcess worker = WorkerProcess.start(
                        jvm,
                        root,
                        "p" + i + "-",
                        random.nextLong(),
                        SHARE,
                        diesAtStep ? 1 + random.nextInt(MOST_STEPS) : 0,
                        told);
                workers.add(worker);
                int lines = random.nextInt(MOST_LINES);
                int nanos = random.nextInt(MOST_NANOS);
                if (i % 4 == 1) {
                    scope.fork(() -> worker.killAfter(lines, nanos));
                }
            }
            scope.join();
            server.stop();
            server.begin();
            for (WorkerProcess worker : workers) {
                // 1: the restart of the database has ended what it did; it counts as one that was killed.
                assertThat(worker.await()).as("how a worker ended").isIn(0, 1, 137);
            }
        } finally {
            workers.forEach(WorkerProcess::close);
        }
        Set<String> unsure = new HashSet<>();
        workers.forEach(worker -> unsure.addAll(worker.unsure()));
        try (LocalStore store = LocalStore.open(root)) {
            ImageNamespace namespace = store.namespace("default");
            SoundStore.verify(namespace);
            for (String name : unsure) {
                told.put(name, digest(namespace, name));
            }
            for (Map.Entry<String, Optional<String>> each : told.entrySet()) {
                assertThat(digest(namespace, each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
            }
        }
    }

    private static Optional<String> digest(ImageNamespace namespace, String name) throws IOException {
        return namespace.images().get(name).map(StoredImage::target).map(target -> target.digest()
                .toString());
    }

    private static void requireNoLeak(StoreFile file, Path blobs) throws IOException {
        try (LocalStore store = StoreKind.open(
                file, StoreOptions.defaults(), StoreKind.SHORT, Duration.ofDays(DAYS), FaultPoints.NONE)) {
            ImageNamespace namespace = store.namespace("default");
            for (StoredImage image : namespace.images().list(List.of())) {
                namespace.images().delete(image.name());
            }
            store.collectGarbage(GcItem.Listener.NONE);
            assertThat(store.namespaces()).isEmpty();
            assertThat(namespace.leases().list()).extracting(Lease::id).isEmpty();
        }
        try (Stream<Path> left = Files.walk(blobs)) {
            assertThat(left.filter(Files::isRegularFile).map(each -> String.valueOf(each.getFileName())))
                    .containsExactly("store-id");
        }
    }
}
