package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ManualClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes use one store at once. */
class ManyProcessesTest {
    private static final int PROCESSES = 8;

    @TempDir
    private Path root;

    @Test
    void eightProcessesLoseNothingToEachOther(@TempDir Path jvmDirectory) throws Exception {
        WorkerJvm jvm = WorkerJvm.train(jvmDirectory);
        long seed = Long.getLong("drayage.seed", new SplittableRandom().nextLong());
        Random random = new Random(seed);
        Map<String, Optional<String>> told = WorkerProcess.nothingTold();
        List<WorkerProcess> workers = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                workers.add(WorkerProcess.start(jvm, root, "p" + i + "-", random.nextLong(), 25, 0, told));
            }
            for (WorkerProcess worker : workers) {
                assertThat(worker.await()).as("with -Ddrayage.seed=" + seed).isZero();
            }
        } finally {
            workers.forEach(WorkerProcess::close);
        }
        SoundStore.verify(root);
        try (LocalStore store = LocalStore.open(root)) {
            ImageNamespace namespace = store.namespace("default");
            for (Map.Entry<String, Optional<String>> each : told.entrySet()) {
                assertThat(namespace.images().get(each.getKey()).map(image -> image.target()
                                .digest()
                                .toString()))
                        .as(each.getKey() + " with -Ddrayage.seed=" + seed)
                        .isEqualTo(each.getValue());
            }
        }
        SoundStore.requireNoLeak(root);
    }

    private Process startHolder() throws IOException {
        return start(HoldingWorker.class);
    }

    private Process start(Class<?> worker) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        worker.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void aRefIsHeldAcrossProcessesAsLongAsItsWriterLives() throws Exception {
        Process holder = startHolder();
        try (BufferedReader out = holder.inputReader()) {
            assertThat(out.readLine()).isEqualTo("holding");
            isHeldUntilItDies(holder);
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void anIngestIsAbortedThoughAnotherProcessWritesIt() throws Exception {
        Process holder = startHolder();
        try (BufferedReader out = holder.inputReader();
                LocalStore store =
                        LocalStore.open(root, StoreOptions.defaults().withClock(ManualClock.afterAllFiles()))) {
            assertThat(out.readLine()).isEqualTo("holding");
            ContentStore content = store.namespace("default").content();
            content.abort(HoldingWorker.REF);
            assertThat(content.ingests()).isEmpty();
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> content.abort(HoldingWorker.REF))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
            holder.getOutputStream().write('\n');
            holder.getOutputStream().flush();
            assertThat(out.readLine())
                    .isEqualTo("UNAVAILABLE: ingest held was aborted while it was being written;"
                            + " open another writer to restart it");
            holder.getOutputStream().close();
            holder.waitFor();
            try (ContentWriter writer = content.writer(HoldingWorker.REF, null)) {
                assertThat(writer.status().offset()).isZero();
            }
            assertThat(root.resolve("ingest").toFile().list()).hasSize(1);
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void aProgramThatIsToldToEndWhileItReadsAndWritesImagesLeavesNoLease() throws Exception {
        Process worker = start(CopyingWorker.class);
        try (BufferedReader out = worker.inputReader();
                LocalStore store = LocalStore.open(root)) {
            assertThat(out.readLine()).isEqualTo("copying");
            // The last is of content that was stored without one.
            assertThat(leases(store)).containsExactlyInAnyOrder("reading", "writing", "automatic");
            worker.toHandle().destroy();
            worker.waitFor();
            assertThat(leases(store)).containsExactly("automatic");
        } finally {
            worker.destroyForcibly();
        }
    }

    private static List<String> leases(LocalStore store) throws IOException {
        return store.namespace("default").leases().list().stream()
                .map(lease -> String.valueOf(lease.labels().get("dev.drayage.lease")))
                .toList();
    }

    private void isHeldUntilItDies(Process holder) throws IOException, InterruptedException {
        ManualClock clock = ManualClock.afterAllFiles();
        try (LocalStore store = LocalStore.open(root, StoreOptions.defaults().withClock(clock))) {
            ContentStore content = store.namespace("default").content();
            Instant start = clock.instant();
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatExceptionOfType(ContentException.class)
                        .isThrownBy(() -> content.writer(HoldingWorker.REF, null))
                        .withMessageContaining("is being written by another writer")
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
            }
            assertThat(clock.instant()).isAfterOrEqualTo(start.plus(Duration.ofSeconds(4)));
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedIngests())
                    .isZero();
            holder.toHandle().destroyForcibly();
            holder.waitFor();
            try (ContentWriter writer = content.writer(HoldingWorker.REF, null)) {
                assertThat(writer.status().offset()).isEqualTo(HoldingWorker.WRITTEN.length);
                assertThat(writer.digest()).isEqualTo(ContentWrites.sha256(HoldingWorker.WRITTEN));
            }
        }
    }
}
