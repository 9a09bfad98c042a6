package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.MemoryContent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes push to one store and collect its garbage, and are killed at some step. What either told is there
 * afterwards, whole. {@code -Ddrayage.push.kills=N} kills more or fewer; {@code -Ddrayage.seed=N} does the same again as
 * far as processes can.
 */
class KilledPushTest {
    private static final List<String> REPOSITORIES = List.of("docker.io/library/a", "docker.io/library/b");
    private static final int MOST_STEPS = 150;
    private static final String SHARE = "40";

    private final Map<String, Set<Integer>> told = new TreeMap<>();

    @TempDir
    private Path root;

    private WorkerJvm jvm;

    @BeforeEach
    void train(@TempDir Path directory) throws IOException, InterruptedException {
        jvm = WorkerJvm.train(directory);
    }

    @Test
    void whateverIsKilledWhatWasPushedIsThere() throws Exception {
        long seed = Long.getLong("drayage.seed", new SplittableRandom().nextLong());
        int kills = Integer.getInteger("drayage.push.kills", 20);
        try {
            Random random = new Random(seed);
            for (int killed = 0; killed < kills; killed += REPOSITORIES.size()) {
                round(random);
                SoundStore.verify(root);
                compare();
            }
            SoundStore.requireNoLeak(root);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("failed with -Ddrayage.seed=" + seed + ": " + e, e);
        }
    }

    private void round(Random random) throws Exception {
        Map<String, Process> workers = new TreeMap<>();
        for (String repository : REPOSITORIES) {
            workers.put(
                    repository,
                    jvm.start(
                            PushingWorker.class,
                            List.of(
                                    root.toString(),
                                    repository,
                                    String.valueOf(random.nextLong()),
                                    SHARE,
                                    String.valueOf(1 + random.nextInt(MOST_STEPS)))));
        }
        for (Map.Entry<String, Process> worker : workers.entrySet()) {
            try (BufferedReader out = worker.getValue().inputReader()) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    told.computeIfAbsent(worker.getKey(), any -> new TreeSet<>())
                            .add(Integer.valueOf(line));
                }
            }
            assertThat(worker.getValue().waitFor()).as("how a worker ended").isIn(0, 137);
        }
    }

    private void compare() throws IOException {
        try (LocalStore store = LocalStore.open(root);
                Repositories place = NamespaceRepositories.reading(store.namespace("default"), () -> {})) {
            for (Map.Entry<String, Set<Integer>> pushed : told.entrySet()) {
                Repository repository = place.find(pushed.getKey()).orElseThrow();
                for (int number : pushed.getValue()) {
                    MemoryContent blobs = new MemoryContent();
                    Descriptor image = PushingWorker.image(blobs, number);
                    assertThat(repository.find(image.digest().toString())).isPresent();
                    requireAll(repository.content(), blobs);
                }
            }
        }
    }

    private static void requireAll(ReadableContent content, MemoryContent blobs) throws IOException {
        for (Digest digest : blobs.digests()) {
            byte[] bytes = blobs.bytes(digest);
            assertThat(ContentWrites.read(content, Descriptor.of(MediaTypes.OCTET_STREAM, digest, bytes.length)))
                    .isEqualTo(bytes);
        }
    }
}
