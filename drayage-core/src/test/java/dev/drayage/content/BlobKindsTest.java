package dev.drayage.content;

import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.tar.ArchiveContent;
import dev.drayage.testkit.BlobContract;
import dev.drayage.testkit.CollectingChannel;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of blob there is in core does what a blob does. */
class BlobKindsTest {
    private static final byte[] BYTES = ImageBuilder.noise(1, 20_000);
    private static final int FROM = 700;

    private static byte[] padded() {
        byte[] padded = new byte[BYTES.length + 2 * FROM];
        System.arraycopy(BYTES, 0, padded, FROM, BYTES.length);
        return padded;
    }

    /** What is opened here. Where that is a part of something else, that is closed after the test. */
    abstract static class OfKnownBytes extends BlobContract {
        final List<Closeable> owners = new ArrayList<>();

        @AfterEach
        void closeOwners() throws IOException {
            for (Closeable owner : owners) {
                owner.close();
            }
        }

        @Override
        protected byte[] expected() {
            return BYTES;
        }
    }

    @Nested
    class Bytes extends OfKnownBytes {
        @Override
        protected Blob open() {
            return Blob.ofBytes(BYTES);
        }
    }

    @Nested
    class SliceOfBytes extends OfKnownBytes {
        @Override
        protected Blob open() {
            return Blob.ofBytes(padded()).slice(FROM, BYTES.length);
        }
    }

    @Nested
    class File extends OfKnownBytes {
        @TempDir
        private Path directory;

        @Override
        protected Blob open() throws IOException {
            return Blob.ofFile(Files.write(directory.resolve("blob"), BYTES));
        }
    }

    @Nested
    class SliceOfAFile extends OfKnownBytes {
        @TempDir
        private Path directory;

        @Override
        protected Blob open() throws IOException {
            Blob whole = Blob.ofFile(Files.write(directory.resolve("blob"), padded()));
            owners.add(whole);
            return whole.slice(FROM, BYTES.length);
        }
    }

    @Nested
    class WithTheDefaultMethods extends OfKnownBytes {
        @Override
        protected Blob open() {
            return new Minimal(Blob.ofBytes(BYTES));
        }
    }

    @Nested
    class InMemoryContent extends OfKnownBytes {
        @Override
        protected Blob open() throws IOException {
            MemoryContent content = new MemoryContent();
            return content.open(content.add(MediaTypes.OCI_LAYER, BYTES));
        }
    }

    @Nested
    class EntryOfAnArchive extends OfKnownBytes {
        @TempDir
        private Path directory;

        @Override
        protected Blob open() throws IOException {
            MemoryContent content = new MemoryContent();
            Descriptor image = ImageBuilder.anImageIn(content).withLayer(BYTES).build();
            Descriptor layer = content.add(MediaTypes.OCI_LAYER, BYTES);
            Path file = directory.resolve("image.tar");
            archive(content, image).writeTo(file);
            ArchiveContent archive = ArchiveContent.open(file);
            owners.add(archive);
            return archive.open(layer);
        }
    }

    @Nested
    class Archive extends BlobContract {
        private final MemoryContent content = new MemoryContent();
        private final Descriptor image = ImageBuilder.anImageIn(content)
                .withLayers(3)
                .withGzipLayer(BYTES)
                .build();

        @Override
        protected Blob open() throws IOException {
            return archive(content, image);
        }

        @Override
        protected byte[] expected() throws IOException {
            CollectingChannel written = new CollectingChannel();
            archive(content, image).writeTo(written, WriteOptions.defaults());
            return written.bytes();
        }
    }

    /** Has only what a blob has to have. */
    private record Minimal(Blob bytes) implements Blob {
        @Override
        public long size() {
            return bytes.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            return bytes.readAt(position, target);
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }

    private static ImageArchive archive(MemoryContent content, Descriptor image) throws IOException {
        return ImageArchive.plan(content, List.of(NamedImage.named(image, "example.com/a:b")));
    }
}
