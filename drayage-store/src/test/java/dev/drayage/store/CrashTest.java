package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes are killed in the midst of importing, naming, removing and collecting, four at a time in one store: two at a
 * step that they take, two by SIGKILL at any moment. Then the store is looked through. Those that ended before, or died
 * before they began, are not counted. {@code -Ddrayage.crash.kills=N} kills more or fewer of them;
 * {@code -Ddrayage.seed=N} does the same again as far as processes can. {@link MoreCrashesTest} does as much in another JVM.
 */
class CrashTest {
    private static final List<String> PREFIXES = List.of("a", "b", "c", "d");
    private static final int SHARE = 60;
    private static final int MOST_STEPS = 100;
    private static final int MOST_LINES = 12;
    private static final int MOST_NANOS = 3_000_000;

    private final Map<String, Optional<String>> told = WorkerProcess.nothingTold();

    @TempDir
    private Path root;

    private WorkerJvm jvm;

    @BeforeEach
    void train(@TempDir Path directory) throws IOException, InterruptedException {
        jvm = WorkerJvm.train(directory);
    }

    @Test
    void whateverIsKilledTheStoreStaysSoundAndWhatWasToldIsThere() throws Exception {
        long seed = Long.getLong("drayage.seed", new SplittableRandom().nextLong());
        int kills = Integer.getInteger("drayage.crash.kills", 250);
        try {
            Random random = new Random(seed);
            for (int killed = 0; killed < kills; ) {
                killed += crash(random);
            }
            finishTheJob(random);
            SoundStore.verify(root);
            SoundStore.requireNoLeak(root);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("failed with -Ddrayage.seed=" + seed + ": " + e, e);
        }
    }

    /** Returns how many were killed. */
    private int crash(Random random) throws Exception {
        List<WorkerProcess> workers = new ArrayList<>();
        try (TaskScope scope = TaskScope.open("killers", PREFIXES.size())) {
            for (String prefix : PREFIXES) {
                boolean diesByItself = workers.size() < PREFIXES.size() / 2;
                WorkerProcess worker = start(prefix, random, diesByItself ? 1 + random.nextInt(MOST_STEPS) : 0);
                workers.add(worker);
                int lines = random.nextInt(MOST_LINES);
                int nanos = random.nextInt(MOST_NANOS);
                if (!diesByItself) {
                    scope.fork(() -> worker.killAfter(lines, nanos));
                }
            }
            scope.join();
            for (WorkerProcess worker : workers) {
                assertThat(worker.await()).as("how a worker ended").isIn(0, 137);
            }
        } finally {
            workers.forEach(WorkerProcess::close);
        }
        SoundStore.verify(root);
        compare(workers.stream().flatMap(worker -> worker.unsure().stream()).collect(Collectors.toSet()));
        return (int) workers.stream().filter(WorkerProcess::isKilledAtWork).count();
    }

    private void finishTheJob(Random random) throws Exception {
        for (String prefix : PREFIXES) {
            try (WorkerProcess worker = start(prefix, random, 0)) {
                assertThat(worker.await()).isZero();
                assertThat(worker.isDone()).isTrue();
            }
        }
        compare(Set.of());
    }

    private WorkerProcess start(String prefix, Random random, int dieAfterSteps) throws IOException {
        return WorkerProcess.start(jvm, root, prefix, random.nextLong(), SHARE, dieAfterSteps, told);
    }

    /** What was told is so; of what was about to change, it is seen what it is now. */
    private void compare(Set<String> unsure) throws IOException {
        try (LocalStore store = LocalStore.open(root)) {
            ImageNamespace namespace = store.namespace("default");
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
}
