package dev.drayage.testkit.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.HeldException;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An upload to a repository in memory: written by one writer at a time. */
final class MemoryUpload {
    private final MemoryRepository repository;
    private final String id;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean isOpen;

    MemoryUpload(MemoryRepository repository, String id) {
        this.repository = repository;
        this.id = id;
    }

    synchronized ContentWriter open() throws HeldException {
        if (isOpen) {
            throw new HeldException("another writer holds the upload " + id);
        }
        isOpen = true;
        return new Writer();
    }

    private synchronized void release() {
        isOpen = false;
    }

    private final class Writer implements ContentWriter {
        private boolean isDone;

        private void requireUpload() throws ContentException {
            if (isDone || !repository.hasUpload(id)) {
                throw repository.noUpload(id);
            }
        }

        @Override
        public IngestStatus status() throws ContentException {
            requireUpload();
            return new IngestStatus(id, bytes.size(), 0, null, Instant.EPOCH, Instant.EPOCH);
        }

        @Override
        public Digest digest() {
            return Digest.compute(DigestAlgorithm.SHA256, bytes.toByteArray());
        }

        @Override
        public void write(ByteBuffer more) throws ContentException {
            requireUpload();
            byte[] copy = new byte[more.remaining()];
            more.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void truncate(long size) throws ContentException {
            requireUpload();
            if (size < 0 || size > bytes.size()) {
                throw new ContentException(
                        ContentException.Kind.OUT_OF_RANGE,
                        "the upload " + id + " has " + bytes.size() + " bytes and cannot be cut back to " + size);
            }
            byte[] kept = Arrays.copyOf(bytes.toByteArray(), (int) size);
            bytes.reset();
            bytes.writeBytes(kept);
        }

        @Override
        public ContentInfo commit(long size, @Nullable Digest expected, Map<String, String> labels)
                throws ContentException {
            requireUpload();
            byte[] all = bytes.toByteArray();
            DigestAlgorithm algorithm = expected == null ? DigestAlgorithm.SHA256 : expected.algorithm();
            Digest actual = Digest.compute(algorithm, all);
            Descriptor descriptor = Descriptor.of(
                    MediaTypes.OCTET_STREAM, expected == null ? actual : expected, size == 0 ? all.length : size);
            if (descriptor.size() != all.length) {
                throw new SizeMismatchException(descriptor, "memory", all.length);
            }
            if (!descriptor.digest().equals(actual)) {
                throw new DigestMismatchException(descriptor, "memory", actual);
            }
            isDone = true;
            repository.finish(id, actual, all);
            return new ContentInfo(actual, all.length);
        }

        @Override
        public void close() {
            release();
        }
    }
}
