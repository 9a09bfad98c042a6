package dev.drayage.registry;

import dev.drayage.content.Blob;
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
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way into a registry. What comes from another blob is sent straight from there; other bytes are gathered
 * into chunks. All is hashed on the way, so that a blob that is not what it should be is never finished.
 */
final class BlobWriter implements ContentWriter {
    private final String ref;
    private final Descriptor expected;
    private final UploadSession session;
    private final PushPresence present;
    private final int chunkBytes;
    private final Runnable done;
    private final Instant startedAt = Instant.now();
    private final MessageDigest hash;
    private Instant updatedAt = startedAt;
    private byte @Nullable [] chunk;
    private int filled;
    private boolean open = true;
    private boolean committed;

    BlobWriter(
            String ref,
            Descriptor expected,
            UploadSession session,
            PushPresence present,
            int chunkBytes,
            Runnable done) {
        this.ref = ref;
        this.expected = expected;
        this.session = session;
        this.present = present;
        this.chunkBytes = Math.max(chunkBytes, session.minChunk());
        this.done = done;
        this.hash = expected.digest().algorithm().newMessageDigest();
    }

    /** Opens it again after it was closed; false if another writer holds it. */
    synchronized boolean reopen() {
        boolean wasClosed = !open;
        open = true;
        return wasClosed;
    }

    @Override
    public IngestStatus status() {
        return new IngestStatus(ref, offset(), expected.size(), expected.digest(), startedAt, updatedAt);
    }

    private long offset() {
        return session.offset() + filled;
    }

    @Override
    public Digest digest() {
        try {
            MessageDigest soFar = (MessageDigest) hash.clone();
            return Digest.ofHash(expected.digest().algorithm(), soFar.digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime cannot copy a hash that is under way", e);
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        requireOpen();
        hash.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            byte[] gathered = chunk();
            if (filled == gathered.length) {
                // Not before there is more: the last chunk goes with the request that ends the upload.
                filled = 0;
                session.append(Blob.ofBytes(gathered), 0, gathered.length);
            }
            int count = Math.min(bytes.remaining(), gathered.length - filled);
            bytes.get(gathered, filled, count);
            filled += count;
        }
        updatedAt = Instant.now();
    }

    private byte[] chunk() {
        if (chunk == null) {
            chunk = new byte[(int) Math.min(chunkBytes, Math.max(1, expected.size()))];
        }
        return chunk;
    }

    @Override
    public void write(Blob blob, long position, long count) throws IOException {
        requireOpen();
        if (count < chunkBytes || filled > 0) {
            ContentWriter.super.write(blob, position, count);
            return;
        }
        HashedBlob hashed = new HashedBlob(blob, position, hash);
        session.append(hashed, position, count);
        if (hashed.hashed() != position + count) {
            throw new ContentException(
                    Kind.UNAVAILABLE, "the registry has more of " + expected + " than was sent to it; push it again");
        }
        updatedAt = Instant.now();
    }

    /** All of it: a registry syncs what it has after each request. */
    @Override
    public long part() {
        return Long.MAX_VALUE;
    }

    @Override
    public void truncate(long size) throws IOException {
        if (size == 0) {
            session.restart();
            hash.reset();
            filled = 0;
            return;
        }
        if (size != offset()) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE,
                    "an upload cannot be cut back from " + offset() + " to " + size
                            + " bytes, for a registry only appends; begin again at 0");
        }
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest wanted, Map<String, String> labels) throws IOException {
        requireOpen();
        if (offset() != expected.size() || (size != 0 && offset() != size)) {
            throw new SizeMismatchException(expected, ref, offset());
        }
        Digest actual = digest();
        if (!actual.equals(expected.digest()) || (wanted != null && !actual.equals(wanted))) {
            throw new DigestMismatchException(expected, ref, actual);
        }
        byte[] rest = chunk == null ? new byte[0] : Arrays.copyOf(chunk, filled);
        session.finish(rest, actual, present);
        committed = true;
        close();
        return new ContentInfo(actual, expected.size());
    }

    private synchronized void requireOpen() throws IOException {
        if (!open) {
            throw new ContentException(Kind.INVALID_ARGUMENT, "the writer of " + ref + " is closed");
        }
    }

    /** Throws away what was sent. */
    void abort() throws IOException {
        if (!committed) {
            session.cancel();
        }
    }

    @Override
    public synchronized void close() {
        open = false;
        if (committed) {
            chunk = null;
            done.run();
        }
    }
}
