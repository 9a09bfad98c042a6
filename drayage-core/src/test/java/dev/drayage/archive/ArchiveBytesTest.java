package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.layout.ImageLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.tar.ArchiveContent;
import dev.drayage.testkit.CollectingChannel;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an archive depend on the images alone: not on threads, on where it goes, or on where it comes from. */
@Timeout(120)
class ArchiveBytesTest {
    /** What blobs are copied through, and what two threads take in turns. */
    private static final int BUFFER = 256 << 10;

    private static final int PIECE = 4 << 20;

    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();

    @Test
    void areTheSameForAnyNumberOfThreadsAndAnyTarget() {
        Randomized.check(15, random -> {
            MemoryContent blobs = new MemoryContent();
            ImageArchive archive = Archives.plan(blobs, RandomImages.add(blobs, random, 400_000));
            byte[] expected = Archives.read(archive);
            for (int threads = 1; threads <= 8; threads++) {
                assertWritesEverywhere(archive, expected, threads, 1 + random.nextInt(100_000));
            }
            archive.close();
            assertThat(blobs.openBlobs()).isZero();
        });
    }

    private void assertWritesEverywhere(ImageArchive archive, byte[] expected, int threads, int most)
            throws IOException {
        AtomicLong progress = new AtomicLong();
        WriteOptions options = WriteOptions.defaults()
                .withParallelism(threads)
                .withProgress(progress::addAndGet)
                .withSynced(threads % 2 == 0);
        Path file = directory.resolve("image.tar");
        archive.writeTo(file, options);
        assertThat(Files.readAllBytes(file)).as("%s threads", threads).isEqualTo(expected);
        assertThat(progress.getAndSet(0)).isEqualTo(expected.length);

        CollectingChannel channel = new CollectingChannel(most);
        archive.writeTo(channel, options);
        assertThat(channel.bytes()).as("in pieces of up to %s", most).isEqualTo(expected);
        assertThat(progress.get()).isEqualTo(expected.length);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void areTheSameFromADirectoryFromATarAndFromMemory() {
        Randomized.check(10, random -> {
            MemoryContent blobs = new MemoryContent();
            Descriptor[] images = RandomImages.add(blobs, random, 50_000);
            byte[] expected = Archives.bytes(Archives.plan(blobs, images));
            assertThat(Archives.bytes(Archives.plan(blobs, images))).as("again").isEqualTo(expected);

            Path layout = LayoutDirectory.write(directory.resolve("layout" + random.nextLong()), blobs, images);
            try (ImageLayout opened = ImageLayout.open(layout)) {
                assertThat(Archives.bytes(Archives.plan(opened.content(), images)))
                        .isEqualTo(expected);
            }
            Path tar = Files.write(directory.resolve("first.tar"), expected);
            try (ArchiveContent opened = ArchiveContent.open(tar)) {
                assertThat(Archives.bytes(Archives.plan(opened, images))).isEqualTo(expected);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {BUFFER, PIECE})
    void areRightWhereverABufferEnds(int buffer) throws IOException {
        for (int size : new int[] {0, 1, 511, 512, 513, buffer - 1, buffer, buffer + 1, 2 * buffer - 512, 2 * buffer}) {
            // Headers take a block each, so this many bytes before and after the last block of a buffer.
            for (int off : new int[] {-2048, -513, -512, -511, -1, 0, 1, 512}) {
                if (size + off >= 0) {
                    MemoryContent blobs = new MemoryContent();
                    Descriptor layer = blobs.add("application/octet-stream", ImageBuilder.noise(1, size + off));
                    ImageArchive archive = Archives.plan(blobs, layer);
                    assertWritesEverywhere(archive, Archives.read(archive), 2, Integer.MAX_VALUE);
                }
            }
        }
    }

    @Test
    void areRightForThousandsOfSmallBlobs() throws IOException {
        ImageBuilder image = ImageBuilder.anImageIn(content);
        for (int i = 0; i < 3000; i++) {
            image.withLayer(ImageBuilder.noise(i, i % 700));
        }
        ImageArchive archive = Archives.plan(content, image.build());
        assertThat(archive.entries()).hasSizeGreaterThan(3000);
        assertWritesEverywhere(archive, Archives.read(archive), 4, 50_000);
    }

    @Test
    void replaceAFileThatIsThere() throws IOException {
        ImageArchive archive =
                Archives.plan(content, ImageBuilder.anImageIn(content).build());
        Path file = Files.write(directory.resolve("image.tar"), new byte[1 << 20]);

        archive.writeTo(file);

        assertThat(file).hasBinaryContent(Archives.read(archive));
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }
}
