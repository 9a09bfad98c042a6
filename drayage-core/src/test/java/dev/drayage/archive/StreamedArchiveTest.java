package dev.drayage.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.copy.CopyTarget;
import dev.drayage.copy.IngestedBlob;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageSource;
import dev.drayage.image.NamedImage;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.WritableLayout;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.Randomized;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.verify.ImageVerification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An archive that streams past has its large blobs written where they are going. */
@Timeout(120)
class StreamedArchiveTest {
    private static final int LARGE = 1 << 20;

    @TempDir
    private Path directory;

    private final MemoryContent content = new MemoryContent();

    @Test
    void isReadAndCopiedAsTheFileWouldBe() {
        Randomized.check(20, random -> {
            Path place = Files.createTempDirectory(directory, "layout");
            MemoryContent blobs = new MemoryContent();
            ImageBuilder builder = ImageBuilder.anImageIn(blobs);
            for (int i = random.nextInt(4); i >= 0; i--) {
                builder.withLayer(ImageBuilder.noise(random.nextLong(), random.nextInt(3 * LARGE)));
            }
            byte[] tar = archive(blobs, builder.build());
            try (ImageDestination destination = WritableLayout.open(place);
                    ImageSource source = read(tar, random, destination)) {
                assertThat(source.images()).hasSize(1);
                if (random.nextBoolean()) {
                    ImageVerification.verify(source.content(), source.images());
                }
                ImageTransfer.copy(source.content(), named(source), destination);
            }
            assertThat(whole(place)).isTrue();
            assertThat(below(place)).noneMatch(file -> file.contains("ingest"));
        });
    }

    @Test
    void aLargeBlobIsWrittenOnce() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(1, LARGE))
                .withLayer(ImageBuilder.noise(2, LARGE - 1))
                .build();
        try (ImageDestination destination = WritableLayout.open(directory.resolve("layout"));
                ImageSource source = read(archive(content, image), new Random(1), destination)) {
            for (ContentInfo blob : source.blobs()) {
                Descriptor descriptor = Descriptor.of(MediaTypes.OCTET_STREAM, blob.digest(), blob.size());
                try (Blob bytes = source.content().open(descriptor)) {
                    assertThat(bytes instanceof IngestedBlob).isEqualTo(blob.size() >= LARGE);
                }
            }
        }
    }

    @Test
    void aWrongBlobIsNotStoredAndLeavesNothing() throws IOException {
        byte[] layer = ImageBuilder.noise(3, 2 * LARGE);
        byte[] tar = archive(
                content, ImageBuilder.anImageIn(content).withLayer(layer).build());
        tar[indexOf(tar, layer) + LARGE] ^= 1;
        Path place = directory.resolve("layout");
        try (ImageDestination destination = WritableLayout.open(place);
                ImageSource source = read(tar, new Random(1), destination)) {
            assertThatThrownBy(() -> ImageTransfer.copy(source.content(), named(source), destination))
                    .isInstanceOf(DigestMismatchException.class);
        }
        String hex = Digest.compute(DigestAlgorithm.SHA256, layer).hex();
        assertThat(below(place)).noneMatch(file -> file.contains("ingest") || file.endsWith(hex));
    }

    @Test
    void oneThatIsCutShortIsRefusedAndLeavesNothing() throws IOException {
        byte[] layer = ImageBuilder.noise(4, 2 * LARGE);
        byte[] tar = archive(
                content, ImageBuilder.anImageIn(content).withLayer(layer).build());
        byte[] cut = Arrays.copyOf(tar, indexOf(tar, layer) + LARGE);
        Path place = directory.resolve("layout");
        try (ImageDestination destination = WritableLayout.open(place)) {
            assertThatThrownBy(() -> read(cut, new Random(1), destination)).isInstanceOf(ContentException.class);
        }
        assertThat(below(place)).noneMatch(file -> file.contains("ingest") || file.contains("blobs/sha256/"));
    }

    @Test
    void whatNobodyTakesIsAborted() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(5, LARGE))
                .build();
        Path place = directory.resolve("layout");
        try (ImageDestination destination = WritableLayout.open(place)) {
            read(archive(content, image), new Random(1), destination).close();
        }
        assertThat(below(place)).noneMatch(file -> file.contains("ingest") || file.contains("blobs/sha256/"));
    }

    @Test
    void aFaultOfTheHashingThreadEndsTheRead() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(6, 5 * LARGE))
                .build();
        byte[] tar = archive(content, image);
        Path place = directory.resolve("layout");
        try (ImageDestination destination = WritableLayout.open(place)) {
            ContentIngester faulty =
                    failing(destination.ingester(), "inOrder", () -> new IllegalStateException("no more"));
            assertThatThrownBy(() -> read(tar, new Random(1), faulty)).hasMessageContaining("no more");
        }
    }

    @Test
    void whyAnIngestCannotBeMadeIsToldByItsClass() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(7, LARGE))
                .build();
        byte[] tar = archive(content, image);
        ContentIngester faulty = (ref, blob) -> {
            throw new AccessDeniedException("/place/ingest");
        };
        assertThatThrownBy(() -> read(tar, new Random(1), faulty)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void oneIngestThatCannotBeAbortedDoesNotKeepTheOthers() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(8, LARGE))
                .withLayer(ImageBuilder.noise(9, LARGE))
                .build();
        AtomicInteger closed = new AtomicInteger();
        try (ImageDestination destination = WritableLayout.open(directory.resolve("layout"))) {
            ContentIngester faulty = failing(destination.ingester(), "close", () -> new IOException("stuck"), closed);
            ImageSource source = read(archive(content, image), new Random(1), faulty);
            assertThatThrownBy(source::close).hasMessageContaining("stuck");
        }
        assertThat(closed).hasValue(2);
    }

    private static ContentIngester failing(ContentIngester place, String method, Supplier<Exception> failure) {
        return failing(place, method, failure, new AtomicInteger());
    }

    /** Its writers do what they should, but for one method, which fails after that. */
    private static ContentIngester failing(
            ContentIngester place, String method, Supplier<Exception> failure, AtomicInteger calls) {
        return (ref, blob) -> {
            ContentWriter writer = place.writer(ref, blob);
            return (ContentWriter) Proxy.newProxyInstance(
                    StreamedArchiveTest.class.getClassLoader(),
                    new Class<?>[] {ContentWriter.class, CopyTarget.class},
                    (proxy, called, arguments) -> {
                        Object result = called.invoke(writer, arguments);
                        if (called.getName().equals(method)) {
                            calls.incrementAndGet();
                            throw failure.get();
                        }
                        return result;
                    });
        };
    }

    @Test
    void nobodyElseWaitsForABlobUntilTheArchiveIsCopied() throws IOException {
        Descriptor image = ImageBuilder.anImageIn(content)
                .withLayer(ImageBuilder.noise(6, LARGE))
                .build();
        Path place = directory.resolve("layout");
        TransferOptions impatient =
                TransferOptions.defaults().withWriterTimeout(Duration.ofMillis(1), Sleeper.ofSystem());
        try (ImageDestination destination = WritableLayout.open(place);
                ImageSource source = read(archive(content, image), new Random(1), destination)) {
            try (ImageDestination other = WritableLayout.open(place)) {
                ImageTransfer.copy(content, List.of(NamedImage.of(image)), other, impatient);
            }
            ImageTransfer.copy(source.content(), named(source), destination, impatient);
        }
        assertThat(whole(place)).isTrue();
        assertThat(below(place)).noneMatch(file -> file.contains("ingest"));
    }

    @Test
    void aBlobThatCannotBeStoredLeavesNothing() throws IOException {
        byte[] layer = ImageBuilder.noise(7, LARGE);
        Descriptor image = ImageBuilder.anImageIn(content).withLayer(layer).build();
        Path place = directory.resolve("layout");
        try (ImageDestination destination = WritableLayout.open(place);
                ImageSource source = read(archive(content, image), new Random(1), destination)) {
            String hex = Digest.compute(DigestAlgorithm.SHA256, layer).hex();
            Files.createDirectories(place.resolve("blobs/sha256").resolve(hex).resolve("in the way"));
            assertThatThrownBy(() -> ImageTransfer.copy(source.content(), named(source), destination))
                    .isInstanceOf(IOException.class);
        }
        assertThat(below(place)).noneMatch(file -> file.contains("ingest"));
    }

    private static boolean whole(Path layout) throws IOException {
        try (ImageLayout stored = ImageLayout.open(layout)) {
            return ImageVerification.verify(stored.content(), stored.images()).isSound();
        }
    }

    private static List<NamedImage> named(ImageSource source) throws IOException {
        return source.images().stream().map(NamedImage::of).toList();
    }

    private ImageSource read(byte[] tar, Random random, ImageDestination destination) throws IOException {
        return read(tar, random, destination.ingester());
    }

    private ImageSource read(byte[] tar, Random random, ContentIngester ingester) throws IOException {
        ArchiveReadOptions options = ArchiveReadOptions.spoolingTo(directory).withIngester(ingester);
        return ArchiveFile.read(new Dribble(tar, random), "archive", options);
    }

    private static byte[] archive(MemoryContent blobs, Descriptor image) throws IOException {
        try (ImageArchive archive = Archives.plan(blobs, image)) {
            return Archives.bytes(archive);
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; ; at += 512) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
    }

    private static List<String> below(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    /** Gives as many bytes at once as chance has it. */
    private static final class Dribble implements ReadableByteChannel {
        private final ReadableByteChannel bytes;
        private final Random random;

        Dribble(byte[] bytes, Random random) {
            this.bytes = Channels.newChannel(new ByteArrayInputStream(bytes));
            this.random = random;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int limit = target.limit();
            target.limit(Math.min(limit, target.position() + 1 + random.nextInt(100_000)));
            try {
                return bytes.read(target);
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public boolean isOpen() {
            return bytes.isOpen();
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
