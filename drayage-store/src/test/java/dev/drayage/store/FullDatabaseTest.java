package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.file.DiskFullException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.PostgresServer;
import dev.drayage.testkit.peer.SmallDisk;
import dev.drayage.transfer.ImageTransfer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the database becomes full while images are stored; when there is room again, all goes on. */
class FullDatabaseTest {
    private static final StoreOptions HASTY = StoreOptions.defaults().withDatabaseTimeout(Duration.ofSeconds(2));
    private static final int MANY = 2000;
    private static final String LONG = "x".repeat(1000);

    @TempDir
    private Path blobs;

    @Test
    void whereTablesHaveNoRoomItIsSaidAndNothingIsSpoilt(@TempDir Path mountPoint) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(mountPoint, "64m");
                PostgresServer server = PostgresServer.startTablesIn(mountPoint)) {
            assertThat(fillAndGoOn(disk, server))
                    .isInstanceOf(DiskFullException.class)
                    .hasMessage("the disk of PostgreSQL at 127.0.0.1:" + server.port()
                            + " is full, and nothing was changed; free some there");
        }
    }

    /** PostgreSQL itself ends then, and comes back once there is room. */
    @Test
    void whereItsLogHasNoRoomItIsSaidAndNothingIsSpoilt(@TempDir Path mountPoint) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(mountPoint, "64m");
                PostgresServer server = PostgresServer.startIn(mountPoint)) {
            assertThat(fillAndGoOn(disk, server))
                    .message()
                    .satisfiesAnyOf(
                            message -> assertThat(message)
                                    .startsWith("the disk of PostgreSQL at 127.0.0.1:" + server.port() + " is full"),
                            message -> assertThat(message)
                                    .startsWith("cannot reach PostgreSQL at 127.0.0.1:" + server.port()));
        }
    }

    private Throwable fillAndGoOn(SmallDisk disk, PostgresServer server) throws Exception {
        StoreFile file =
                new StoreFile(blobs, server.url(), blobs.resolve("blobs-of-all").toString());
        SharedStores.make(file, StoreOptions.defaults(), true);
        int done = 0;
        Throwable failure = null;
        try (LocalStore store = StoreKind.open(file, HASTY)) {
            store(store, done++);
            disk.fill();
            while (failure == null && done < MANY) {
                try {
                    store(store, done++);
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        disk.empty();
        server.beginAnew();
        try (LocalStore store = StoreKind.open(file, HASTY)) {
            ImageNamespace namespace = store.namespace("default");
            SoundStore.verify(namespace);
            assertThat(labelled(namespace)).hasSizeBetween(done - 1, done);
            store(store, done - 1);
            store(store, done);
            assertThat(labelled(namespace)).hasSize(done + 1);
            SoundStore.verify(namespace);
            requireClean(file);
            store.collectGarbage(GcItem.Listener.NONE);
            SoundStore.verify(namespace);
            requireClean(file);
        }
        return Objects.requireNonNull(failure);
    }

    private static List<StoredImage> labelled(ImageNamespace namespace) throws IOException {
        return namespace.images().list(List.of("labels.l"));
    }

    private static void requireClean(StoreFile file) throws IOException {
        try (SharedParts parts =
                SharedStores.open(file, StoreOptions.defaults(), SharedTiming.DEFAULT, FaultPoints.NONE)) {
            StoreCheck check = SharedCheck.run(parts);
            assertThat(check.missing()).isEmpty();
            assertThat(check.unknown()).isEmpty();
        }
    }

    /** Stores an image with much that the database notes of it, as somebody does who imports it. */
    private static void store(LocalStore store, int number) throws IOException {
        MemoryContent source = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(source)
                .withLayer(ImageBuilder.noise(number, 1000))
                .build();
        String name = "app" + number;
        ImageNamespace namespace = store.namespace("default");
        try (ImageDestination destination = namespace.destination()) {
            ImageTransfer.copy(source, List.of(new NamedImage(image, name)), destination);
        }
        StoredImage named = StoredImage.of("long" + number, image).withLabels(Map.of("l", LONG + number));
        if (namespace.images().get(named.name()).isEmpty()) {
            namespace.images().create(named);
        }
    }
}
