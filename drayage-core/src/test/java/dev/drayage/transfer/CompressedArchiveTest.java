package dev.drayage.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.luben.zstd.Zstd;
import dev.drayage.archive.ArchiveFile;
import dev.drayage.archive.ArchiveLimits;
import dev.drayage.archive.ArchiveReadOptions;
import dev.drayage.compress.Compression;
import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.Verification;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.tar.TarBuilder;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayoutDirectory;
import dev.drayage.testkit.MemoryContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that are compressed, or that come through a pipe, are read like others, within limits. */
class CompressedArchiveTest {
    private final MemoryContent blobs = new MemoryContent();
    private final Descriptor image =
            LayoutDirectory.tagged(ImageBuilder.anImageIn(blobs).withLayers(2).build(), "v1");
    private byte[] tar = {};

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTar() throws IOException {
        TarBuilder builder = TarBuilder.aTar();
        LayoutDirectory.files(blobs, image).forEach(builder::file);
        tar = builder.toBytes();
    }

    private ImageSource pipe(byte[] bytes) throws IOException {
        return pipe(Channels.newChannel(new ByteArrayInputStream(bytes)), ArchiveReadOptions.spoolingTo(directory));
    }

    private ImageSource pipe(ReadableByteChannel channel, ArchiveReadOptions options) throws IOException {
        return ArchiveFile.read(channel, "archive:-", options);
    }

    private void assertWhole(ImageSource source) throws IOException {
        try (source) {
            assertThat(source.images()).containsExactly(image);
            for (var digest : blobs.digests()) {
                Descriptor blob = Descriptor.of("application/octet-stream", digest, blobs.bytes(digest).length);
                assertThat(Verification.readAll(source.content(), blob, 1 << 20))
                        .isEqualTo(blobs.bytes(digest));
            }
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.filter(file -> file.toString().contains("spool"))).isEmpty();
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @Test
    void aPlainPipe() throws IOException {
        assertWhole(pipe(tar));
    }

    @Test
    void gzipAndZstd() throws IOException {
        assertWhole(pipe(ImageBuilder.gzip(tar)));
        assertWhole(pipe(Zstd.compress(tar)));
    }

    /** Readers stop where the tar ends. A layer is read to its end, and padded it cannot be unpacked. */
    @Test
    void aGzippedArchiveMayBePadded() throws IOException {
        assertWhole(pipe(joined(ImageBuilder.gzip(tar), new byte[512])));
    }

    @Test
    void zstdWithALargerWindowThanIsAllowedIsNotCalledDamaged() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (OutputStream packed = Compression.ZSTD.pack(frame)) {
            packed.write(tar);
        }
        byte[] bytes = frame.toByteArray();
        bytes[5] = (byte) ((28 - 10) << 3); // the window descriptor (RFC 8878, 3.1.1.1.2): 256 MiB

        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> pipe(bytes))
                .withMessageContaining("needs a zstd window of more than 128 MiB, the limit; option maxZstdWindow")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT));
        ArchiveReadOptions defaults = ArchiveReadOptions.spoolingTo(directory);
        for (long limit : new long[] {200 << 20, 256 << 20, ZstdWindow.LARGEST_BYTES}) {
            assertWhole(pipe(
                    Channels.newChannel(new ByteArrayInputStream(bytes)),
                    defaults.withLimits(defaults.limits().withMaxZstdWindow(limit))));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.limits().withMaxZstdWindow(ZstdWindow.LARGEST_BYTES + 1));
    }

    @Test
    void aFileWhateverItIsCalled() throws IOException {
        Path file = Files.write(directory.resolve("image.tar"), ImageBuilder.gzip(tar));
        assertWhole(ArchiveFile.open(file, "archive:" + file, ArchiveReadOptions.spoolingTo(directory)));
    }

    @Test
    void severalMembersAreOneArchive() throws IOException {
        byte[] first = Arrays.copyOf(tar, 1000);
        byte[] rest = Arrays.copyOfRange(tar, 1000, tar.length);
        assertWhole(pipe(joined(ImageBuilder.gzip(first), ImageBuilder.gzip(rest))));
        assertWhole(pipe(joined(Zstd.compress(first), Zstd.compress(rest))));
    }

    @Test
    void aWriterThatPausesBetweenMembersIsWaitedFor() throws IOException {
        byte[] bytes = joined(
                ImageBuilder.gzip(Arrays.copyOf(tar, 1000)),
                ImageBuilder.gzip(Arrays.copyOfRange(tar, 1000, tar.length)));
        assertWhole(pipe(new Dribble(bytes), ArchiveReadOptions.spoolingTo(directory)));
    }

    @Test
    void whatCannotBeUnpackedIsRefusedByItsName() {
        byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0};
        byte[] bzip2 = {'B', 'Z', 'h', '9', 0, 0};
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> pipe(xz))
                .withMessageContaining("compressed with xz")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> pipe(bzip2))
                .withMessageContaining("compressed with bzip2");
    }

    @Test
    void anArchiveThatIsCutShortIsRefused() {
        for (byte[] packed : List.of(ImageBuilder.gzip(tar), Zstd.compress(tar))) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> pipe(Arrays.copyOf(packed, packed.length / 2)))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                    .withMessageContaining("cannot be unpacked");
        }
    }

    @Test
    void aBombIsPutOutBeforeItFillsTheDisk() {
        ArchiveReadOptions small = ArchiveReadOptions.spoolingTo(directory)
                .withLimits(ArchiveLimits.defaults().withMaxUnpackedBytes(3_000_000));
        byte[] zeros = new byte[5_000_000];
        for (byte[] bomb : List.of(ImageBuilder.gzip(zeros), Zstd.compress(zeros))) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> pipe(Channels.newChannel(new ByteArrayInputStream(bomb)), small))
                    .withMessageContaining("unpacks to more than 3000000 bytes");
        }
    }

    @Test
    void anEmptyPipeIsNoArchive() {
        assertThatExceptionOfType(ContentException.class).isThrownBy(() -> pipe(new byte[0]));
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        ArchiveReadOptions nowhere = ArchiveReadOptions.spoolingTo(directory.resolve("absent"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> pipe(Channels.newChannel(new ByteArrayInputStream(tar)), nowhere))
                .withMessageContaining("absent does not exist");
    }

    @Test
    void whatWasPutAsideCanBeReadAtAnyOffset() throws IOException {
        try (ImageSource source = pipe(ImageBuilder.gzip(tar));
                Blob blob = source.content().open(image)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            assertThat(blob.readAt(image.size() - 1, last)).isEqualTo(1);
            assertThat(last.get(0)).isEqualTo((byte) '}');
        }
    }

    /** Gives a few bytes at a time, as a slow pipe does. */
    private static final class Dribble implements ReadableByteChannel {
        private final ByteBuffer bytes;

        Dribble(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes);
        }

        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(7, Math.min(bytes.remaining(), target.remaining()));
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            throw new UncheckedIOException(new IOException("the pipe belongs to the caller"));
        }
    }
}
