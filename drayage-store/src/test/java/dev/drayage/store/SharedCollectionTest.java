package dev.drayage.store;

import static dev.drayage.testkit.ContentWrites.append;
import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.read;
import static dev.drayage.testkit.ContentWrites.sha256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.ContentWrites;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Garbage of a store that several machines use is collected while they go on, and die. Most of its time it waits. */
@Execution(ExecutionMode.CONCURRENT)
class SharedCollectionTest {
    private static final byte[] LOOSE = {1, 2, 3};
    private static final Duration DAY = Duration.ofHours(25);
    private static final StoreOptions OPTIONS = StoreOptions.defaults();

    private static final List<String> COLLECTING = List.of(
            "garbage marked",
            "garbage doomed",
            "held spared",
            "metadata swept",
            "blobs leaving",
            "blob removed",
            "blobs removed",
            "blobs forgotten");

    private static final List<String> WRITING =
            List.of("data synced", "blobs claimed", "blobs placed", "blobs known", "before commit", "after commit");

    @TempDir
    private Path directory;

    private static Stream<Arguments> collecting() {
        return steps(COLLECTING);
    }

    private static Stream<Arguments> writing() {
        return steps(WRITING);
    }

    private static Stream<Arguments> steps(List<String> steps) {
        return Stream.of(StoreKind.values()).flatMap(kind -> steps.stream().map(step -> Arguments.of(kind, step)));
    }

    /** As a process that is killed: nothing that should follow does. */
    private static final class KilledError extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static FaultPoints dyingAt(String step) {
        return reached -> {
            if (reached.equals(step)) {
                throw new KilledError();
            }
        };
    }

    private static LocalStore later(StoreFile file, FaultPoints faults) throws IOException {
        StoreOptions options = file.metadata() != null ? OPTIONS : OPTIONS.withClock(ahead());
        return StoreKind.open(file, options, StoreKind.SHORT, DAY, faults);
    }

    private static Sleeper ahead() {
        return new Sleeper() {
            @Override
            public void sleep(Duration time) throws InterruptedException {
                Sleeper.ofSystem().sleep(time);
            }

            @Override
            public Instant instant() {
                return Instant.now().plus(DAY);
            }
        };
    }

    private static void store(LocalStore store, byte[] bytes) throws IOException {
        ContentStore content = store.namespace("default").content();
        try (ContentWriter writer = content.writer("ref", layerOf(bytes))) {
            writer.truncate(0);
            append(writer, bytes);
            writer.commit(bytes.length, null, Map.of());
        } catch (AlreadyExistsException e) {
            // It was there, and stays.
        }
    }

    private static void push(LocalStore store) throws IOException {
        store(store, LOOSE);
        ImageNamespace namespace = store.namespace("default");
        namespace.images().create(StoredImage.of("kept", layerOf(LOOSE)));
    }

    private static void requireKept(StoreFile file) throws IOException {
        try (LocalStore store = later(file, FaultPoints.NONE)) {
            ImageNamespace namespace = store.namespace("default");
            assertThat(read(namespace.content(), layerOf(LOOSE))).isEqualTo(LOOSE);
            assertThat(namespace.images().get("kept")).isPresent();
            store.collectGarbage(GcItem.Listener.NONE);
            assertThat(read(namespace.content(), layerOf(LOOSE))).isEqualTo(LOOSE);
        }
    }

    private void requireNothingLeft(StoreFile file) throws IOException {
        try (LocalStore store = later(file, FaultPoints.NONE)) {
            store.collectGarbage(GcItem.Listener.NONE);
            assertThat(store.namespaces()).isEmpty();
            assertThat(store.namespace("default").content().ingests()).isEmpty();
        }
        String blobs = String.valueOf(file.blobs());
        try (Stream<Path> left = Files.walk(Path.of(blobs.replace("file://", "")))) {
            assertThat(left.filter(Files::isRegularFile).map(each -> String.valueOf(each.getFileName())))
                    .containsExactly("store-id");
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsWhatIsStoredForADayFromTheLastOfIt(StoreKind kind) throws IOException {
        try (LocalStore store = StoreKind.open(kind.make(directory), OPTIONS)) {
            store(store, LOOSE);
            Instant last = Instant.now();
            store(store, new byte[7]);
            assertThat(store.namespace("default").leases().list())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.expires())
                            .isAfterOrEqualTo(last.plus(OPTIONS.retention()))
                            .isBefore(Instant.now().plus(DAY)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void freesWhatNothingHoldsAndSaysSoBefore(StoreKind kind) throws IOException {
        StoreFile file = kind.make(directory);
        try (LocalStore store = StoreKind.open(file, OPTIONS)) {
            push(store);
            store(store, new byte[7]);
        }
        try (LocalStore store = later(file, FaultPoints.NONE)) {
            List<GcItem> surveyed = new ArrayList<>();
            List<GcItem> collected = new ArrayList<>();
            GcReport survey = store.surveyGarbage(surveyed::add);
            assertThat(survey).isEqualTo(new GcReport(1, 1, 0, 1, 7, 1));
            assertThat(store.collectGarbage(collected::add)).isEqualTo(survey);
            assertThat(collected).containsExactlyInAnyOrderElementsOf(surveyed);
            assertThat(store.namespace("default").content().info(sha256(new byte[7])))
                    .isEmpty();
            store.namespace("default").images().delete("kept");
        }
        requireNothingLeft(file);
    }

    @ParameterizedTest
    @MethodSource("collecting")
    void whatIsPushedAgainAtAnyStepOfACollectionIsKept(StoreKind kind, String step) throws Exception {
        StoreFile file = kind.make(directory);
        try (LocalStore store = StoreKind.open(file, OPTIONS)) {
            store(store, LOOSE);
        }
        List<CompletableFuture<Void>> pushes = new ArrayList<>();
        try (LocalStore pusher = later(file, FaultPoints.NONE);
                LocalStore collector = later(file, reached -> {
                    if (reached.equals(step) && pushes.isEmpty()) {
                        CompletableFuture<Void> push = new CompletableFuture<>();
                        pushes.add(push);
                        Thread thread = new Thread(() -> complete(push, pusher));
                        thread.start();
                        try {
                            // It waits for the removal at some steps, and is done before the next at others.
                            thread.join(300);
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                    }
                })) {
            collector.collectGarbage(GcItem.Listener.NONE);
            assertThat(pushes).hasSize(1);
            pushes.get(0).get(60, TimeUnit.SECONDS);
        }
        requireKept(file);
    }

    private static void complete(CompletableFuture<Void> push, LocalStore pusher) {
        try {
            push(pusher);
            push.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            push.completeExceptionally(e);
        }
    }

    @ParameterizedTest
    @MethodSource("collecting")
    void aCollectorThatDiesAtAnyStepSpoilsNothing(StoreKind kind, String step) throws IOException {
        StoreFile file = kind.make(directory);
        try (LocalStore store = StoreKind.open(file, OPTIONS)) {
            store(store, LOOSE);
            store(store, new byte[7]);
        }
        LocalStore dead = later(file, dyingAt(step));
        assertThatThrownBy(() -> dead.collectGarbage(GcItem.Listener.NONE)).isInstanceOf(KilledError.class);
        try (LocalStore pusher = later(file, FaultPoints.NONE)) {
            push(pusher);
        }
        dead.close();
        requireKept(file);
        try (LocalStore store = later(file, FaultPoints.NONE)) {
            store.namespace("default").images().delete("kept");
        }
        // The second push was held for a day from the later time on.
        try (LocalStore store = later(file, FaultPoints.NONE)) {
            for (var lease : store.namespace("default").leases().list()) {
                store.namespace("default").leases().delete(lease.id());
            }
            collectWhenFree(store);
            collectWhenFree(store);
        }
        requireNothingLeft(file);
    }

    private static void collectWhenFree(LocalStore store) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                store.collectGarbage(GcItem.Listener.NONE);
                return;
            } catch (HeldException e) {
                if (tries == 100) {
                    throw e;
                }
                Sleeper.ofSystem().sleep(Duration.ofMillis(100), "waiting for a lock to expire");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("writing")
    void aWriterThatDiesAtAnyStepLeavesNothingForGood(StoreKind kind, String step) throws IOException {
        StoreFile file = kind.make(directory);
        boolean[] armed = {false};
        LocalStore dead = StoreKind.open(file, OPTIONS, StoreKind.SHORT, Duration.ZERO, reached -> {
            if (armed[0] && reached.equals(step)) {
                armed[0] = false;
                throw new KilledError();
            }
        });
        ContentWriter writer = dead.namespace("default").content().writer("ref", layerOf(LOOSE));
        append(writer, LOOSE);
        armed[0] = true;
        assertThatThrownBy(() -> writer.commit(3, null, Map.of())).isInstanceOf(KilledError.class);
        dead.close();
        try (LocalStore store = StoreKind.open(file, OPTIONS, StoreKind.SHORT, Duration.ZERO, FaultPoints.NONE)) {
            push(store);
        }
        requireKept(file);
        try (LocalStore store = later(file, FaultPoints.NONE)) {
            store.namespace("default").images().delete("kept");
        }
        requireNothingLeft(file);
    }

    @ParameterizedTest
    @EnumSource
    void anIngestIsGoneOnWithAfterItsWriterWasNotHeardOf(StoreKind kind) throws IOException {
        StoreFile file = kind.make(directory);
        byte[] bytes = ContentWrites.sha256(LOOSE).toString().getBytes(StandardCharsets.US_ASCII);
        try (LocalStore silent = StoreKind.open(file, OPTIONS, StoreKind.SHORT, Duration.ZERO, FaultPoints.NONE);
                ContentWriter first = silent.namespace("default").content().writer("ref", layerOf(bytes))) {
            append(first, Arrays.copyOf(bytes, 10));
            try (LocalStore other = later(file, FaultPoints.NONE);
                    ContentWriter second = other.namespace("default").content().writer("ref", layerOf(bytes))) {
                // What has not filled a part of an object is in its writer's hands alone.
                boolean isInFile = kind != StoreKind.POSTGRES_AND_BUCKET && kind != StoreKind.SQLITE_AND_BUCKET;
                int from = isInFile ? 10 : 0;
                assertThat(second.status().offset()).isEqualTo(from);
                if (isInFile) {
                    // It comes back, and writes what the second does not want.
                    assertThatThrownBy(() -> append(first, new byte[20])).hasMessageContaining("was aborted");
                } else {
                    append(first, Arrays.copyOfRange(bytes, 10, bytes.length));
                }
                append(second, Arrays.copyOfRange(bytes, from, bytes.length));
                assertThatThrownBy(() -> first.commit(bytes.length, null, Map.of()))
                        .isInstanceOf(IOException.class);
                second.commit(bytes.length, sha256(bytes), Map.of());
                assertThat(read(other.namespace("default").content(), layerOf(bytes)))
                        .isEqualTo(bytes);
            }
        }
    }
}
