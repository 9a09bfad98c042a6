package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.metadata.Image;
import dev.drayage.metadata.ImageNamespace;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes are killed in the midst of importing, naming, removing and collecting, two at a time: one at a step that it
 * takes, the other by SIGKILL whenever it has told so much. {@code -Ddrayage.crash.kills=N} kills more of them;
 * {@code -Ddrayage.seed=N} does the same again as far as processes can.
 */
class CrashTest {
    private static final int SHARE = 40;
    private static final int MOST_STEPS = 150;
    private static final int MOST_LINES = 20;

    private final Map<String, Optional<String>> told = WorkerProcess.nothingTold();

    @TempDir
    private Path root;

    @Test
    void whateverIsKilledTheStoreStaysSoundAndWhatWasToldIsThere() throws Exception {
        long seed = Long.getLong("drayage.seed", new SplittableRandom().nextLong());
        int kills = Integer.getInteger("drayage.crash.kills", 60);
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
        try (WorkerProcess dying = start("a", random, 1 + random.nextInt(MOST_STEPS));
                WorkerProcess victim = start("b", random, 0)) {
            workers.add(dying);
            workers.add(victim);
            victim.killAfter(random.nextInt(MOST_LINES));
            for (WorkerProcess worker : workers) {
                assertThat(worker.await()).as("how a worker ended").isIn(0, 137);
            }
        }
        SoundStore.verify(root);
        compare(workers.stream().flatMap(worker -> worker.unsure().stream()).collect(Collectors.toSet()));
        return (int) workers.stream().filter(worker -> !worker.isDone()).count();
    }

    private void finishTheJob(Random random) throws Exception {
        for (String prefix : List.of("a", "b")) {
            try (WorkerProcess worker = start(prefix, random, 0)) {
                assertThat(worker.await()).isZero();
                assertThat(worker.isDone()).isTrue();
            }
        }
        compare(Set.of());
    }

    private WorkerProcess start(String prefix, Random random, int dieAfterSteps) throws IOException {
        return WorkerProcess.start(root, prefix, random.nextLong(), SHARE, dieAfterSteps, told);
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
        return namespace.images().get(name).map(Image::target).map(target -> target.digest()
                .toString());
    }
}
