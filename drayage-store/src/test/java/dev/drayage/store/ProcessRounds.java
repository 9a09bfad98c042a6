package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.StoredImage;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.peer.PostgresServer;
import java.io.IOException;
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

/**
 * Rounds in which eight processes push, tag, remove and collect in one store over PostgreSQL. Some die at a step that they
 * take, some by SIGKILL at any moment, and the database crashes and starts again. For as many seconds as
 * {@code -Ddrayage.shared.seconds} says, and one round at least; {@code -Ddrayage.seed=N} does the same again as far as
 * processes can.
 */
final class ProcessRounds {
    private static final int PROCESSES = 8;
    private static final int SHARE = 15;
    private static final int MOST_STEPS = 150;
    private static final int MOST_LINES = 12;
    private static final int MOST_NANOS = 3_000_000;
    private static final int DAYS = 50;

    private final WorkerJvm jvm;
    private final PostgresServer server;
    private final Path root;
    private final Opening opening;
    private final String[] arguments;
    private final Map<String, Optional<String>> told = WorkerProcess.nothingTold();
    private final List<Integer> ends = new ArrayList<>();
    private int rounds;
    private int changes;

    /** Opens the store of all of them, whose database's clock is so far ahead. */
    @FunctionalInterface
    interface Opening {
        LocalStore open(Duration ahead) throws IOException;
    }

    /**
     * Rounds at a store.
     *
     * @param root where its processes find it
     * @param arguments what they are told besides
     */
    ProcessRounds(WorkerJvm jvm, PostgresServer server, Path root, Opening opening, String... arguments) {
        this.jvm = jvm;
        this.server = server;
        this.root = root;
        this.opening = opening;
        this.arguments = arguments;
    }

    /** Until the time is over; nothing is left then that a collection does not free. */
    void run(int seconds) throws Exception {
        long seed = Long.getLong("drayage.seed", new SplittableRandom().nextLong());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger("drayage.shared.seconds", seconds));
        try {
            Random random = new Random(seed);
            do {
                round(random);
            } while (System.nanoTime() < end);
            collectAll();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("failed with -Ddrayage.seed=" + seed + " after " + this + ": " + e, e);
        }
    }

    private void round(Random random) throws Exception {
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
                        told,
                        arguments);
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
                int code = worker.await();
                ends.add(code);
                // 1: the restart of the database has ended what it did; it counts as one that was killed.
                assertThat(code).as("how a worker ended").isIn(0, 1, 137);
            }
        } finally {
            workers.forEach(WorkerProcess::close);
        }
        Set<String> unsure = new HashSet<>();
        for (WorkerProcess worker : workers) {
            unsure.addAll(worker.unsure());
            changes += worker.changes();
        }
        try (LocalStore store = opening.open(Duration.ZERO)) {
            ImageNamespace namespace = store.namespace("default");
            SoundStore.verify(namespace);
            for (String name : unsure) {
                told.put(name, digest(namespace, name));
            }
            for (Map.Entry<String, Optional<String>> each : told.entrySet()) {
                assertThat(digest(namespace, each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
            }
        }
        rounds++;
    }

    private static Optional<String> digest(ImageNamespace namespace, String name) throws IOException {
        return namespace.images().get(name).map(StoredImage::target).map(target -> target.digest()
                .toString());
    }

    private void collectAll() throws IOException {
        try (LocalStore store = opening.open(Duration.ofDays(DAYS))) {
            ImageNamespace namespace = store.namespace("default");
            for (StoredImage image : namespace.images().list(List.of())) {
                namespace.images().delete(image.name());
            }
            store.collectGarbage(GcItem.Listener.NONE);
            assertThat(store.namespaces()).isEmpty();
            assertThat(namespace.leases().list()).extracting(Lease::id).isEmpty();
        }
    }

    /** What was done, in figures. */
    @Override
    public String toString() {
        return rounds + " rounds, " + ends.size() + " processes, "
                + ends.stream().filter(code -> code == 137).count() + " of which were killed and "
                + ends.stream().filter(code -> code == 1).count() + " failed, and " + changes
                + " images named or removed";
    }
}
