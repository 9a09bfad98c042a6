package dev.drayage.storage.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.storage.collect.CollectOptions.Untagged;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pushes and a run at the same time, in any order of their requests to the storage. A run waits for as long as the registry
 * needs for a request, so requests are finished there and not before.
 */
class CollectBesidePushesTest {
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SEEDS = Integer.getInteger("drayage.interleavings", 80);

    @TempDir
    Path directory;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void noPushThatSucceededIsLostWhateverTheOrder() throws IOException {
        int pushed = 0;
        int restored = 0;
        int removed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Case each = new Case(seed);
            each.run();
            pushed += each.successes();
            restored += each.restored;
            removed += each.removed;
        }
        assertThat(pushed).isGreaterThan(SEEDS);
        assertThat(removed).isGreaterThan(SEEDS);
        assertThat(restored)
                .as("some pushes come so late that bytes are put back")
                .isPositive();
    }

    /** A storage with blobs that nothing refers to any more, which images that are pushed now refer to again. */
    private final class Case {
        private final int seed;
        private final Random random;
        private final ManualClock clock = new ManualClock(LONG_AGO);
        private final MemoryBucket bucket = new MemoryBucket(clock);
        private final ModelRegistry registry = new ModelRegistry(bucket);
        private final List<ModelRegistry.Pushing> pushes = new ArrayList<>();
        private int begins;
        private int quiet;
        private boolean isSettling;
        private int restored;
        private int removed;

        Case(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() throws IOException {
            byte[][] blobs = new byte[5][];
            for (int i = 0; i < blobs.length; i++) {
                blobs[i] = bytes("blob " + i);
                registry.upload(random.nextBoolean() ? "one" : "two", blobs[i]);
            }
            registry.push("one", "kept", blobs[0], blobs[1]);
            registry.push("one", "", blobs[2], blobs[3]);
            clock.pass(Duration.ofDays(30));
            for (int i = 0; i < 3; i++) {
                byte[][] pushed = i == 0
                        ? new byte[][] {blobs[2], blobs[3]} // what was a manifest once
                        : new byte[][] {
                            blobs[random.nextInt(blobs.length)],
                            blobs[random.nextInt(blobs.length)],
                            bytes("new " + random.nextInt(3))
                        };
                pushes.add(registry.pushing(
                        random.nextBoolean() ? "one" : "two", "tag" + i, random.nextBoolean() ? "one" : "", pushed));
            }
            // As much happens in a step of few requests as in one of many.
            int rarity = 2 + random.nextInt(20);
            begins = random.nextInt(10);
            quiet = Integer.MAX_VALUE;
            bucket.before(() -> {
                clock.pass(Duration.ofMillis(1));
                if (!isSettling && quiet-- < 0 && random.nextInt(rarity) == 0) {
                    ModelRegistry.Pushing push = pushes.get(random.nextInt(pushes.size()));
                    for (int steps = random.nextInt(25); steps > 0; steps--) {
                        push.step();
                    }
                }
            });
            collect();
            bucket.before(() -> {});
            for (ModelRegistry.Pushing push : pushes) {
                while (!push.isDone()) {
                    push.step();
                }
            }
            requireWhole();
            clock.pass(Duration.ofDays(2));
            collect();
            requireWhole();
        }

        private void collect() throws IOException {
            CollectOptions options = CollectOptions.defaults()
                    .withUntagged(Untagged.REMOVE)
                    .withGrace(Duration.ofHours(1))
                    .withParallelism(1)
                    .withDirectory(directory)
                    .withSleeper(new SettlingClock());
            CollectReport report = StorageCollector.collect(bucket, options, null, new CollectListener() {
                @Override
                public void began(Step step) {
                    if (begins-- == 0) {
                        quiet = random.nextInt(20);
                    }
                }

                @Override
                public void item(CollectItem item) {}
            });
            restored += (int) report.restored();
            removed += (int) (report.blobs() + report.manifests());
        }

        private void requireWhole() throws IOException {
            for (ModelRegistry.Pushing push : pushes) {
                if (push.succeeded) {
                    Optional<String> broken = registry.broken(push.repository, push.manifest, push.blobs);
                    assertThat(broken).as("seed " + seed).isEmpty();
                }
            }
            Optional<String> kept = registry.broken(
                    "one",
                    ModelRegistry.manifest(bytes("blob 0"), bytes("blob 1")),
                    List.of(bytes("blob 0"), bytes("blob 1")));
            assertThat(kept).as("seed " + seed).isEmpty();
        }

        int successes() {
            return (int) pushes.stream().filter(push -> push.succeeded).count();
        }

        /** Settling takes as long as a request of the registry may. */
        private final class SettlingClock implements Sleeper {
            @Override
            public void sleep(Duration time) {
                clock.pass(time);
                isSettling = true;
                try {
                    for (ModelRegistry.Pushing push : pushes) {
                        push.finishRequest();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                } finally {
                    isSettling = false;
                }
            }

            @Override
            public Instant instant() {
                return clock.instant();
            }

            @Override
            public long nanoTime() {
                return clock.nanoTime();
            }
        }
    }
}
