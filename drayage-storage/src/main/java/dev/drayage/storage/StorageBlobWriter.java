package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ParallelParts;
import dev.drayage.bucket.ParallelParts.Where;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way to its key. A small one is kept until it is committed; of a larger one parts are written, several at
 * once, that become an object when the digest is right. What is not committed is thrown away: nobody could read it again to see what it is.
 */
final class StorageBlobWriter implements ContentWriter {
    /** What is smaller goes with one request. */
    private static final int SMALL_BYTES = 8 << 20;

    private final Bucket bucket;
    private final String key;
    private final String ref;
    private final Descriptor expected;
    private final MessageDigest hash;
    private final Instant startedAt = Instant.now();
    private Instant updatedAt = startedAt;
    private @Nullable PartUpload upload;
    private @Nullable ParallelParts sending;
    private PartGatherer part;
    private int parts;
    private long offset;
    private boolean committed;

    StorageBlobWriter(Bucket bucket, String key, String ref, Descriptor expected) {
        this.bucket = bucket;
        this.key = key;
        this.ref = ref;
        this.expected = expected;
        this.part = small(expected);
        this.hash = expected.digest().algorithm().newMessageDigest();
    }

    /** No larger than the blob, so that its bytes need not be copied. */
    private static PartGatherer small(Descriptor expected) {
        return new PartGatherer(Math.min(SMALL_BYTES, expected.size()));
    }

    @Override
    public IngestStatus status() {
        return new IngestStatus(ref, offset, expected.size(), expected.digest(), startedAt, updatedAt);
    }

    @Override
    public Digest digest() {
        return StorageHash.soFar(expected.digest().algorithm(), hash);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > expected.size() - offset) {
            throw new SizeMismatchException(expected, ref, offset + bytes.remaining());
        }
        hash.update(bytes.duplicate());
        offset += bytes.remaining();
        if (upload == null && expected.size() > SMALL_BYTES) {
            upload = bucket.begin(key, expected.size());
            sending = new ParallelParts(upload);
            part = new PartGatherer(upload.partSize());
        }
        while (bytes.hasRemaining()) {
            part.take(bytes);
            if (part.isFull() && upload != null && sending != null) {
                send(upload, sending);
            }
        }
        updatedAt = Instant.now();
    }

    /** A part that is on its way in another thread keeps its bytes; the next are gathered in others. */
    private void send(PartUpload to, ParallelParts by) throws IOException {
        PartGatherer full = part;
        if (by.put(++parts, full.blob(), full.isInMemory() ? Where.MEMORY : Where.FILE, full::close)) {
            full.clear();
        } else {
            part = new PartGatherer(to.partSize());
        }
    }

    private void stopSending() {
        ParallelParts by = sending;
        sending = null;
        if (by != null) {
            by.close();
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        if (size == 0) {
            restart();
        } else if (size != offset) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE,
                    ref + " cannot be cut back from " + offset + " to " + size
                            + " bytes, for parts that were sent cannot be read; begin again at 0");
        }
    }

    private void restart() throws IOException {
        hash.reset();
        offset = 0;
        parts = 0;
        part.clear();
        stopSending();
        PartUpload begun = upload;
        upload = null;
        part = small(expected);
        if (begun != null) {
            begun.abort();
        }
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest wanted, Map<String, String> labels) throws IOException {
        if (offset != expected.size() || (size != 0 && offset != size)) {
            throw new SizeMismatchException(expected, ref, offset);
        }
        Digest actual = digest();
        if (!actual.equals(expected.digest()) || (wanted != null && !actual.equals(wanted))) {
            throw new DigestMismatchException(expected, ref, actual);
        }
        if (upload == null || sending == null) {
            bucket.put(key, part.bytes());
        } else {
            if (part.size() > 0) {
                send(upload, sending);
            }
            sending.await();
            upload.complete(offset);
        }
        committed = true;
        return new ContentInfo(actual, offset);
    }

    @Override
    public void close() throws IOException {
        stopSending();
        part.close();
        PartUpload begun = upload;
        upload = null;
        if (begun != null) {
            try (begun) {
                if (!committed) {
                    begun.abort();
                }
            }
        }
    }
}
