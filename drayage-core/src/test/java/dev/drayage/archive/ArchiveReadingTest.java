package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.archive.ArchiveOptions.DockerManifest;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.oci.Descriptor;
import dev.drayage.task.TaskScope;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An archive that was not written anywhere reads as the one that is written. */
@Timeout(60)
class ArchiveReadingTest {
    private static final int THREADS = 6;

    /** More than are kept open. */
    private static final int MANY = 40;

    private final MemoryContent stored = new MemoryContent();
    private final FaultyContent content = new FaultyContent(stored);

    @Test
    void anyRangeIsTheSameAsInTheWrittenArchive() {
        Randomized.check(60, random -> {
            MemoryContent blobs = new MemoryContent();
            ArchiveOptions options = ArchiveOptions.defaults()
                    .withDockerManifest(random.nextBoolean() ? DockerManifest.WRITE : DockerManifest.OMIT);
            try (ImageArchive archive = Archives.plan(blobs, options, RandomImages.add(blobs, random, 5000))) {
                byte[] written = Archives.bytes(archive);
                assertThat(archive.size()).isEqualTo(written.length);
                for (int i = 0; i < 50; i++) {
                    assertRangeIsRight(archive, written, random);
                }
                assertThat(archive.readAt(written.length, ByteBuffer.allocate(1)))
                        .isEqualTo(-1);
            }
            assertThat(blobs.openBlobs()).isZero();
        });
    }

    private static void assertRangeIsRight(ImageArchive archive, byte[] written, Random random) throws IOException {
        int from = random.nextInt(written.length);
        int room = random.nextInt(random.nextBoolean() ? 600 : written.length + 100);
        ByteBuffer target = random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
        int read = archive.readAt(from, target);

        int expected = Math.min(room, written.length - from);
        byte[] bytes = new byte[expected];
        assertThat(read).isEqualTo(expected);
        target.flip().get(bytes);
        assertThat(bytes).isEqualTo(Arrays.copyOfRange(written, from, from + expected));
    }

    @Test
    void manyThreadsReadManyBlobsAndNoneIsClosedUnderThem() throws IOException {
        ImageArchive archive = Archives.plan(content, manyLayers());
        byte[] expected = Archives.read(archive);
        try (TaskScope readers = TaskScope.open("readers", THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                readers.fork(() -> Randomized.check(300, random -> assertRangeIsRight(archive, expected, random)));
            }
            readers.join();
        }
        assertThat(content.openBlobs()).isBetween(1, 16);

        archive.close();
        assertThat(content.openBlobs()).isZero();
    }

    private Descriptor manyLayers() {
        ImageBuilder image = ImageBuilder.anImageIn(stored);
        for (int i = 0; i < MANY; i++) {
            image.withLayer(ImageBuilder.noise(i, 300 + i));
        }
        return image.build();
    }

    @Test
    void closingLetsAReadInProgressFinish() throws Exception {
        Descriptor image =
                ImageBuilder.anImageIn(stored).withLayer(new byte[] {1, 2, 3}).build();
        ImageArchive archive = Archives.plan(content, image);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        content.fail((blob, position) -> {
            reading.countDown();
            await(closed);
            return FaultyContent.ALL;
        });
        AtomicInteger read = new AtomicInteger();
        try (TaskScope scope = TaskScope.open("reader", 1)) {
            scope.fork(() -> read.set(archive.readAt(1536, ByteBuffer.allocate(3))));
            await(reading);
            archive.close();
            assertThat(content.openBlobs()).as("one is in use").isEqualTo(1);
            closed.countDown();
            scope.join();
        }
        assertThat(read.get()).isEqualTo(3);
        assertThat(content.openBlobs()).isZero();
        assertThatThrownBy(() -> archive.readAt(1536, ByteBuffer.allocate(3)))
                .isInstanceOf(ClosedChannelException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatChangedSincePlanningIsNoticed() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(stored).withLayers(1).build();
        try (ImageArchive archive = Archives.plan(content, image)) {
            content.fail((blob, position) -> 5);
            assertThatThrownBy(() -> Archives.read(archive))
                    .isInstanceOfSatisfying(ContentException.class, e -> assertThat(e.kind())
                            .isEqualTo(ContentException.Kind.OUT_OF_RANGE))
                    .hasMessageMatching("\\w+ sha256:[0-9a-f]{64} in memory gave 5 of [0-9]+ bytes at offset 0; .*");
        }
        try (ImageArchive archive = Archives.plan(stored, image)) {
            stored.replace(image.digest(), new byte[1]);
            assertThatThrownBy(() -> Archives.read(archive)).isInstanceOf(SizeMismatchException.class);
            stored.remove(image.digest());
            assertThatThrownBy(() -> Archives.read(archive)).isInstanceOf(ContentNotFoundException.class);
        }
        assertThat(stored.openBlobs()).isZero();
    }

    @Test
    void negativePositionsAreRefused() throws IOException {
        ImageArchive archive =
                Archives.plan(stored, ImageBuilder.anImageIn(stored).build());
        assertThatThrownBy(() -> archive.readAt(-1, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
