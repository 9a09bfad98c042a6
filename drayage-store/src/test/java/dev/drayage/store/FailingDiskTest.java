package dev.drayage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.file.DiskFullException;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.SmallDisk;
import dev.drayage.transfer.ImageTransfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full, or cannot be written to, spoils nothing. */
class FailingDiskTest {
    private static final byte[] BYTES = ImageBuilder.noise(1, 100_000);

    private SmallDisk disk;

    @BeforeEach
    void mount(@TempDir Path mountPoint) throws IOException, InterruptedException {
        disk = SmallDisk.mount(mountPoint, "4m");
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    private static void failsForWantOfSpace(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IOException.class).message().containsIgnoringCase("no space left");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 32, 64, 128, 256, 512})
    void aStoreForWhichThereIsNoRoomIsNotMade(int kibibytes) throws IOException, InterruptedException {
        disk.remount("size=" + kibibytes + "k");
        failsForWantOfSpace(() -> {
            try (LocalStore store = LocalStore.open(disk.root())) {
                ContentWrites.store(store.namespace("default").content(), "ref", new byte[1 << 20]);
            }
        });
    }

    @Test
    void anIngestGoesOnWhenThereIsRoomAgain() throws IOException {
        try (LocalStore store = LocalStore.open(disk.root())) {
            ContentStore content = store.namespace("default").content();
            try (ContentWriter writer = content.writer("ref", ContentWrites.layerOf(BYTES))) {
                ContentWrites.append(writer, Arrays.copyOf(BYTES, 10_000));
                disk.fill();
                assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(BYTES, 10_000, 90_000)))
                        .isInstanceOf(DiskFullException.class)
                        .message()
                        .startsWith("cannot write " + disk.root().toRealPath().resolve("ingest"))
                        .containsPattern(
                                ": no space left on device; [89][0-9]{4} bytes are needed, [0-9]+ are free; free some, or");
                disk.empty();
                writer.truncate(10_000);
                writer.write(ByteBuffer.wrap(BYTES, 10_000, 90_000));
                writer.commit(100_000, null, Map.of());
            }
        }
        SoundStore.verify(disk.root());
        SoundStore.requireNoLeak(disk.root());
    }

    @Test
    void whatCannotBeCommittedNamedOrFreedCanBeWhenThereIsRoomAgain() throws IOException {
        try (LocalStore store = LocalStore.open(disk.root())) {
            ImageNamespace namespace = store.namespace("default");
            ContentWrites.store(namespace.content(), "first", new byte[] {1});
            StoredImage image = StoredImage.of("image", ContentWrites.layerOf(new byte[] {1}));
            try (ContentWriter writer = namespace.content().writer("ref", ContentWrites.layerOf(BYTES))) {
                ContentWrites.append(writer, BYTES);
                disk.fill();
                failsForWantOfSpace(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        namespace.leases().create(null, null, Map.of("filler", "x".repeat(4000)));
                    }
                });
                failsForWantOfSpace(() -> writer.commit(100_000, null, Map.of("long", "x".repeat(4000))));
                failsForWantOfSpace(() -> namespace.images().create(image.withLabels(Map.of("l", "x".repeat(4000)))));
                SoundStore.verify(disk.root());
                disk.empty();
                writer.commit(100_000, null, Map.of());
            }
            namespace.images().create(image);
            for (Lease lease : namespace.leases().list()) {
                namespace.leases().delete(lease.id());
            }
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isEqualTo(1);
            assertThat(namespace.content().ingests()).isEmpty();
        }
        SoundStore.verify(disk.root());
        SoundStore.requireNoLeak(disk.root());
    }

    @Test
    void anImportThatFillsTheDiskIsDoneWhenThereIsRoomAgain() throws IOException {
        MemoryContent source = new MemoryContent();
        Descriptor image = ImageBuilder.anImageIn(source)
                .withLayers(3)
                .withLayer(ImageBuilder.noise(7, 300_000))
                .build();
        try (LocalStore store = LocalStore.open(disk.root())) {
            ImageNamespace namespace = store.namespace("default");
            disk.fill();
            assertThatThrownBy(() -> copy(source, image, namespace))
                    .message()
                    .startsWith("cannot write " + disk.root().toRealPath())
                    .contains("no space left on device; free some");
            SoundStore.verify(disk.root());
            assertThat(namespace.images().list(List.of())).isEmpty();
            disk.empty();
            copy(source, image, namespace);
            assertThat(namespace.images().list(List.of())).hasSize(1);
        }
        SoundStore.verify(disk.root());
        SoundStore.requireNoLeak(disk.root());
    }

    private static void copy(MemoryContent source, Descriptor image, ImageNamespace namespace) throws IOException {
        try (ImageDestination destination = namespace.destination()) {
            ImageTransfer.copy(source, List.of(new NamedImage(image, "app")), destination);
        }
    }

    @Test
    void onAFullDiskNamesCanBeRemovedAndGarbageFreed() throws IOException {
        MemoryContent source = new MemoryContent();
        for (int i = 0; i < 60; i++) {
            Descriptor image = ImageBuilder.anImageIn(source)
                    .withLayer(ImageBuilder.noise(i, 20_000))
                    .build();
            try (LocalStore store = LocalStore.open(disk.root())) {
                copy(source, image, store.namespace("default"));
                store.namespace("default").images().create(StoredImage.of("app" + i, image));
            }
        }
        disk.fill();
        try (LocalStore store = LocalStore.open(disk.root())) {
            ImageNamespace namespace = store.namespace("default");
            failsForWantOfSpace(() -> ContentWrites.store(namespace.content(), "ref", new byte[2_000_000]));
            for (StoredImage image : namespace.images().list(List.of())) {
                namespace.images().delete(image.name());
            }
            assertThat(store.collectGarbage(GcItem.Listener.NONE).freedBlobs()).isEqualTo(180);
            ContentWrites.store(namespace.content(), "other", BYTES);
        }
        assertThat(disk.root().resolve("reserve")).hasSize(1 << 20);
        SoundStore.verify(disk.root());
        SoundStore.requireNoLeak(disk.root());
    }

    @Test
    void onAFullDiskMoreNamesAreRemovedThanTheReserveHasRoomForAtOnce() throws IOException {
        List<String> names =
                IntStream.range(0, 3000).mapToObj(i -> "image-" + i).toList();
        try (LocalStore store = LocalStore.open(disk.root())) {
            ImageNamespace namespace = store.namespace("default");
            ContentWrites.store(namespace.content(), "ref", BYTES);
            Descriptor target = ContentWrites.layerOf(BYTES);
            namespace
                    .images()
                    .putAll(names.stream()
                            .map(name -> StoredImage.of(name, target))
                            .toList());
        }
        disk.fill();
        try (LocalStore store = LocalStore.open(disk.root())) {
            ImageNamespace namespace = store.namespace("default");
            namespace.images().deleteAll(names);
            assertThat(namespace.images().list(List.of())).isEmpty();
        }
        SoundStore.verify(disk.root());
    }

    @Test
    void aStoreThatCannotBeWrittenToIsReadAndRefusesTheRest() throws IOException, InterruptedException {
        try (LocalStore store = LocalStore.open(disk.root())) {
            ImageNamespace namespace = store.namespace("default");
            ContentWrites.store(namespace.content(), "ref", BYTES);
            namespace.images().create(StoredImage.of("image", ContentWrites.layerOf(BYTES)));
            try (ContentWriter writer = namespace.content().writer("begun", null)) {
                ContentWrites.append(writer, BYTES);
            }
        }
        disk.remount("ro");
        try (LocalStore store = LocalStore.open(disk.root())) {
            ImageNamespace namespace = store.namespace("default");
            assertThat(namespace.canBeChanged()).isFalse();
            try (ImageSource source = namespace.source()) {
                assertThat(ContentWrites.read(source.content(), source.find("image")))
                        .isEqualTo(BYTES);
            }
            assertThat(namespace.content().ingests())
                    .extracting(IngestStatus::ref)
                    .containsExactly("begun");
            refusesToWrite(() -> namespace.images().delete("image"));
            refusesToWrite(() -> namespace.content().delete(ContentWrites.sha256(BYTES)));
            refusesToWrite(() -> namespace.leases().create(null, null, Map.of()));
            refusesToWrite(() -> namespace.content().writer("begun", null));
            refusesToWrite(() -> namespace.content().abort("begun"));
            refusesToWrite(() -> store.collectGarbage(GcItem.Listener.NONE));
        }
        disk.remount("rw");
        SoundStore.verify(disk.root());
        SoundStore.requireNoLeak(disk.root());
    }

    private static void refusesToWrite(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IOException.class).message().containsIgnoringCase("read-only");
    }
}
