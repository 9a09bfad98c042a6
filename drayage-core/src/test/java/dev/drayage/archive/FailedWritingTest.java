package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.testkit.CollectingChannel;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong while an archive is written: it ends, says what it was, and leaves nothing behind. */
@Timeout(120)
class FailedWritingTest {
    private static final int LARGE = (3 << 20) + 17;
    private static final byte[] BEFORE = {'o', 'l', 'd'};

    @TempDir
    private Path directory;

    private final MemoryContent stored = new MemoryContent();
    private final FaultyContent content = new FaultyContent(stored);
    private final Descriptor image = ImageBuilder.anImageIn(stored)
            .withLayer(ImageBuilder.noise(1, LARGE))
            .withLayer(ImageBuilder.noise(2, LARGE + 5))
            .withLayers(10)
            .build();
    private final Digest large = Digest.compute(DigestAlgorithm.SHA256, ImageBuilder.noise(1, LARGE));

    static IntStream threads() {
        return IntStream.rangeClosed(1, 8);
    }

    private ImageArchive plan() throws IOException {
        content.fail((blob, position) -> FaultyContent.ALL);
        return Archives.plan(content, image);
    }

    /** Fails to write over a file that is there, which stays as it was, and to a channel; gives the failure of the first. */
    private Throwable failure(ImageArchive archive, int threads) throws IOException {
        WriteOptions options = WriteOptions.defaults().withParallelism(threads);
        Path file = Files.write(directory.resolve("image.tar"), BEFORE);
        Throwable failure = catchThrowable(() -> archive.writeTo(file, options));
        assertThat(file).hasBinaryContent(BEFORE);
        assertNothingElseIsLeft(file);

        CollectingChannel channel = new CollectingChannel();
        Throwable second = catchThrowable(() -> archive.writeTo(channel, options));
        assertThat(channel.bytes()).as("no end mark").hasSizeLessThan((int) archive.size() - 1024);
        assertThat(second).hasSameClassAs(failure);
        // Files are read in larger pieces than streams.
        assertThat(withoutNumbers(second)).isEqualTo(withoutNumbers(failure));
        assertThat(content.openBlobs()).isZero();
        return failure;
    }

    private static String withoutNumbers(Throwable failure) {
        return String.valueOf(failure.getMessage()).replaceAll("[0-9]+", "");
    }

    private void assertNothingElseIsLeft(Path... expected) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aBitTurnedAnywhereIsFoundAndNamed(int threads) throws IOException {
        for (long at : new long[] {0, LARGE / 2, LARGE - 1}) {
            ImageArchive archive = plan();
            stored.flipBit(large, at * 8);
            Digest actual = Digest.compute(DigestAlgorithm.SHA256, stored.bytes(large));

            assertThat(failure(archive, threads))
                    .isInstanceOf(DigestMismatchException.class)
                    .hasMessage("layer " + large + " in memory is corrupt: its " + LARGE + " bytes hash to " + actual
                            + "; fetch this blob again");
            stored.flipBit(large, at * 8);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aBitTurnedInASmallBlobIsFoundToo(int threads) throws IOException {
        for (Digest digest : stored.digests()) {
            ImageArchive archive = plan();
            stored.flipBit(digest, 0);
            assertThat(failure(archive, threads))
                    .isInstanceOf(DigestMismatchException.class)
                    .hasMessageContaining(digest.toString());
            stored.flipBit(digest, 0);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aBlobThatChangedItsSizeIsNamed(int threads) throws IOException {
        for (int size : new int[] {0, LARGE - 1, LARGE + 1}) {
            ImageArchive archive = plan();
            byte[] good = stored.bytes(large);
            stored.replace(large, new byte[size]);
            assertThat(failure(archive, threads))
                    .isInstanceOf(SizeMismatchException.class)
                    .hasMessageContaining("layer " + large + " in memory has " + size + " bytes, its descriptor says");
            stored.replace(large, good);
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aBlobThatVanishedIsNamed(int threads) throws IOException {
        ImageArchive archive = plan();
        stored.remove(large);
        assertThat(failure(archive, threads))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessage("layer " + large + " is missing from memory");
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aBlobThatVanishesWhileItIsReadIsAFailure(int threads) throws IOException {
        ImageArchive archive = plan();
        content.fail((blob, position) -> {
            if (blob.equals(large) && position > LARGE / 2) {
                throw new IOException("the line went dead");
            }
            return FaultyContent.ALL;
        });
        assertThat(failure(archive, threads)).hasMessage("the line went dead");
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aBlobThatGivesTooLittleIsAFailureAndNoEndlessLoop(int threads) throws IOException {
        for (int most : new int[] {0, 100}) {
            ImageArchive archive = plan();
            content.fail((blob, position) -> blob.equals(large) && position > 0 ? most : FaultyContent.ALL);
            assertThat(failure(archive, threads))
                    .isInstanceOfSatisfying(ContentException.class, e -> assertThat(e.kind())
                            .isEqualTo(ContentException.Kind.OUT_OF_RANGE))
                    .hasMessageContaining("layer " + large + " in memory gave " + most + " of ");
        }
    }

    @ParameterizedTest
    @MethodSource("threads")
    void aBugInAProviderIsNotHidden(int threads) throws IOException {
        ImageArchive archive = plan();
        content.fail((blob, position) -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(failure(archive, threads))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
    }

    @Test
    void anyNumberOfFailuresAtOnceEndsInOneOfThem() {
        Randomized.check(60, random -> {
            ImageArchive archive = plan();
            long seed = random.nextLong();
            int often = 1 + random.nextInt(20);
            content.fail((blob, position) -> {
                // Whether a read fails depends on the seed alone, in whatever order threads come by.
                if (Math.floorMod(seed ^ (blob.hashCode() * 31L + position), often) == 0) {
                    throw new IOException("chance");
                }
                return FaultyContent.ALL;
            });
            WriteOptions options = WriteOptions.defaults().withParallelism(1 + random.nextInt(8));
            Path file = directory.resolve("chance.tar");
            Throwable failure = catchThrowable(() -> archive.writeTo(file, options));
            assertThat(Files.exists(file)).isEqualTo(failure == null);
            if (failure != null) {
                assertThat(failure).hasMessage("chance");
            }
            Files.deleteIfExists(file);
            assertNothingElseIsLeft();
            assertThat(content.openBlobs()).isZero();
        });
    }

    @Test
    void ofABlobThatIsCorruptTheLastStretchIsNeverWritten() throws IOException {
        ImageArchive archive = plan();
        stored.flipBit(large, 0);
        long end = archive.entries().stream()
                .filter(entry -> entry.path().endsWith(large.hex()))
                .mapToLong(entry -> entry.dataOffset() + entry.size())
                .sum();
        CollectingChannel channel = new CollectingChannel();

        assertThatThrownBy(() -> archive.writeTo(channel, WriteOptions.defaults()))
                .isInstanceOf(DigestMismatchException.class);
        assertThat(channel.bytes()).hasSizeLessThan((int) end);
    }

    @Test
    void aChannelThatFailsEndsTheWriting() throws IOException {
        ImageArchive archive = plan();
        for (long room : new long[] {0, 1, 700_000, LARGE, archive.size() - 1}) {
            assertThatThrownBy(() -> archive.writeTo(new FullChannel(room), WriteOptions.defaults()))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("cannot write the archive at offset [0-9]+ of " + archive.size()
                            + ": Broken pipe; what was written of it is cut short");
            assertThat(content.openBlobs()).isZero();
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenToIsRefusedBeforeAnythingIsRead() throws IOException {
        ImageArchive archive = plan();
        stored.forgetOpened();
        Path readable = Files.createDirectory(directory.resolve("dir"));
        for (Path target : List.of(directory.resolve("missing/image.tar"), readable, Path.of("/proc/image.tar"))) {
            assertThatThrownBy(() -> archive.writeTo(target))
                    .isInstanceOf(ContentException.class)
                    .hasMessageStartingWith("cannot write " + target + ": ")
                    .hasMessageEndingWith("; choose another output path");
        }
        assertThat(stored.opened()).isEmpty();
        assertNothingElseIsLeft(readable);
    }

    /** Takes so many bytes, and no more. */
    private static final class FullChannel implements WritableByteChannel {
        private long room;

        private FullChannel(long room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room == 0) {
                throw new IOException("Broken pipe");
            }
            int count = (int) Math.min(room, source.remaining());
            source.position(source.position() + count);
            room -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new UncheckedIOException(new IOException("the channel is the caller's to close"));
        }
    }
}
