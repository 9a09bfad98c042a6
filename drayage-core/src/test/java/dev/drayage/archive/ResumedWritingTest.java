package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of content behind a network: large blobs come in stretches, and what has come is not lost. */
class ResumedWritingTest {
    private static final int STRETCH = 100_000;
    private static final int LARGE = 2_345_678;
    private static final WriteOptions KEEPING =
            WriteOptions.defaults().withParallelism(4).withUnfinished(WriteOptions.Unfinished.KEEP);

    /** Content whose large blobs have stretches; it notes what is fetched, and may break after so many fetches. */
    private static final class Remote implements ReadableContent {
        private final MemoryContent stored;
        private final List<String> fetched = Collections.synchronizedList(new ArrayList<>());
        private int left = Integer.MAX_VALUE;

        private Remote(MemoryContent stored) {
            this.stored = stored;
        }

        private synchronized void fetch(String what) throws IOException {
            if (left-- <= 0) {
                throw new IOException("the network is gone");
            }
            fetched.add(what);
        }

        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            Blob blob = stored.open(descriptor);
            String name = descriptor.digest().shortForm();
            return new Blob() {
                @Override
                public long size() {
                    return blob.size();
                }

                @Override
                public long preferredChunkSize() {
                    return STRETCH;
                }

                @Override
                public int readAt(long position, ByteBuffer target) throws IOException {
                    fetch(name);
                    return blob.readAt(position, target);
                }

                @Override
                public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
                    fetch(name + " " + position);
                    return blob.transferTo(position, count, target);
                }

                @Override
                public void close() throws IOException {
                    blob.close();
                }
            };
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) throws IOException {
            return stored.info(digest);
        }

        @Override
        public String location() {
            return "remote";
        }
    }

    @TempDir
    private Path directory;

    private final MemoryContent stored = new MemoryContent();
    private final Descriptor image = ImageBuilder.anImageIn(stored)
            .withLayers(5)
            .withLayer(ImageBuilder.noise(1, LARGE))
            .withLayer(ImageBuilder.noise(2, 1_500_000))
            .build();
    private final Digest large = Digest.compute(dev.drayage.oci.DigestAlgorithm.SHA256, ImageBuilder.noise(1, LARGE));
    private final Remote remote = new Remote(stored);
    private Path file = Path.of("");
    private Path partial = Path.of("");
    private Path expected = Path.of("");

    @BeforeEach
    void writeWhatIsExpected() throws IOException {
        file = directory.resolve("image.tar");
        partial = directory.resolve("image.tar.partial");
        expected = directory.resolve("expected.tar");
        try (ImageArchive archive = plan(stored)) {
            archive.writeTo(expected);
        }
    }

    private ImageArchive plan(ReadableContent content) throws IOException {
        return ImageArchive.plan(content, List.of(NamedImage.named(image, "test:1")));
    }

    private void write() throws IOException {
        try (ImageArchive archive = plan(remote)) {
            remote.fetched.clear();
            archive.writeTo(file, KEEPING);
        }
    }

    private void writeBrokenAfter(int fetches) throws IOException {
        try (ImageArchive archive = plan(remote)) {
            remote.left = fetches;
            assertThatIOException()
                    .isThrownBy(() -> archive.writeTo(file, KEEPING))
                    .withMessageContaining("the network is gone");
            remote.left = Integer.MAX_VALUE;
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private long stretches() {
        return remote.fetched.stream().filter(name -> name.indexOf(' ') > 0).count();
    }

    @Test
    void stretchesMakeTheSameArchive() throws IOException {
        write();
        assertThat(file).hasSameBinaryContentAs(expected);
        assertThat(stretches()).isEqualTo(24 + 15);
        assertThat(stored.openBlobs()).isZero();
        assertThat(files()).containsExactly("expected.tar", "image.tar");
    }

    @Test
    void aCorruptBlobInStretchesIsFoundOut() throws IOException {
        stored.flipBit(large, 8L * (LARGE - 1));
        assertThatExceptionOfType(DigestMismatchException.class)
                .isThrownBy(this::write)
                .withMessageContaining(large.toString());
        assertThat(files()).contains("image.tar.partial").doesNotContain("image.tar");
        assertThat(stored.openBlobs()).isZero();
    }

    @Test
    void goesOnFromWhereItBroke() throws IOException {
        writeBrokenAfter(24);
        assertThat(files())
                .contains("image.tar.partial", "image.tar.partial.journal")
                .doesNotContain("image.tar");
        write();
        assertThat(file).hasSameBinaryContentAs(expected);
        assertThat(remote.fetched).hasSizeLessThan(39);
        assertThat(files()).containsExactly("expected.tar", "image.tar");
    }

    @Test
    void comesToItsEndHoweverOftenItBreaks() throws IOException {
        for (int i = 0; i < 4; i++) {
            writeBrokenAfter(10);
        }
        write();
        assertThat(file).hasSameBinaryContentAs(expected);
    }

    @Test
    void whatIsWrongInTheUnfinishedFileIsFetchedAgain() throws IOException {
        writeBrokenAfter(40);
        byte[] zeros = new byte[(int) Files.size(partial)];
        Files.write(partial, zeros);
        write();
        assertThat(file).hasSameBinaryContentAs(expected);
    }

    @Test
    void anUnfinishedFileThatWasCutShortIsFetchedAgain() throws IOException {
        writeBrokenAfter(40);
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            channel.truncate(1000);
        }
        write();
        assertThat(file).hasSameBinaryContentAs(expected);
    }

    @Test
    void anotherArchiveDoesNotGoOnWithIt() throws IOException {
        writeBrokenAfter(30);
        Path other = directory.resolve("other.tar");
        try (ImageArchive archive = ImageArchive.plan(stored, List.of(NamedImage.named(image, "another:name")))) {
            archive.writeTo(other);
            archive.writeTo(file, KEEPING);
        }
        assertThat(file).hasSameBinaryContentAs(other);
    }

    @Test
    void aJournalThatIsNonsenseClaimsNothing() throws IOException {
        writeBrokenAfter(30);
        Path journal = directory.resolve("image.tar.partial.journal");
        String head = Files.readString(journal).lines().findFirst().orElseThrow();
        Files.writeString(journal, head + "\n1\n\nx y\n-5 7\n99999999999999999999 1\n512 1");
        write();
        assertThat(file).hasSameBinaryContentAs(expected);
        assertThat(stretches()).isEqualTo(39);
    }

    @Test
    void twoCannotWriteOneUnfinishedFile() throws IOException {
        try (FileChannel other = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(this::write)
                    .withMessageContaining("image.tar.partial is being written by somebody else")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.UNAVAILABLE));
        }
    }

    @Test
    void withoutKeepingNothingIsLeft() throws IOException {
        try (ImageArchive archive = plan(remote)) {
            remote.left = 20;
            assertThatIOException().isThrownBy(() -> archive.writeTo(file));
        }
        assertThat(files()).containsExactly("expected.tar");
        assertThat(stored.openBlobs()).isZero();
    }
}
