package dev.drayage.registry;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.registry.UploadSession.PatchRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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
    /** The most that is gathered for a registry that takes no smaller chunks: what asks for more gets all at once. */
    private static final int MAX_GATHERED_BYTES = 16 << 20;

    private static final int TOO_LARGE = 413;

    private final String ref;
    private final Descriptor expected;
    private final UploadSession session;
    private final PushPresence present;
    private final int smallBytes;
    private final int wholeBytes;
    private final int chunkBytes;
    private final boolean takesChunks;
    private final Runnable done;
    private final Instant startedAt = Instant.now();
    private final MessageDigest hash;
    private Instant updatedAt = startedAt;
    private byte @Nullable [] chunk;
    private int filled;
    private @Nullable SpoolFile spool;
    private long spooled;
    private boolean finished;

    /** Bytes that were read and not sent to the last one, for their digest is wrong. */
    private long withheld;

    /** Whether nobody knows what the registry has of it. */
    private boolean isSpoiled;

    private boolean open = true;
    private boolean committed;

    BlobWriter(
            String ref,
            Descriptor expected,
            UploadSession session,
            PushPresence present,
            PushOptions options,
            Runnable done) {
        this.ref = ref;
        this.expected = expected;
        this.session = session;
        this.present = present;
        int chunkBytes = options.chunkBytes();
        this.smallBytes = options.smallBytes();
        this.wholeBytes = options.wholeBytes();
        this.takesChunks = session.minChunk() <= Math.max(chunkBytes, MAX_GATHERED_BYTES);
        this.chunkBytes = takesChunks ? Math.max(chunkBytes, session.minChunk()) : chunkBytes;
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
        return session.offset() + spooled + filled + withheld;
    }

    @Override
    public Digest digest() {
        return HashedBlob.soFar(hash, expected.digest().algorithm());
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        requireOpen();
        hash.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            byte[] gathered = chunk();
            if (filled == gathered.length) {
                // Not before there is more: the last chunk goes with the request that ends the upload.
                send(gathered);
                filled = 0;
            }
            int count = Math.min(bytes.remaining(), gathered.length - filled);
            bytes.get(gathered, filled, count);
            filled += count;
        }
        updatedAt = Instant.now();
    }

    /** Sends a full chunk; puts it aside where the registry takes a blob in one piece or not at all. */
    private void send(byte[] full) throws IOException {
        if (spool == null && takesChunks) {
            try {
                session.append(Blob.ofBytes(full), 0, full.length);
                return;
            } catch (PatchRefusedException e) {
                // All at once, then.
            }
        }
        if (spool == null) {
            spool = SpoolFile.create(Path.of(System.getProperty("java.io.tmpdir")));
        }
        spool.write(ByteBuffer.wrap(full));
        spooled += full.length;
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
        // The last chunk may be smaller than a registry takes others.
        boolean isRest = offset() + count == expected.size();
        boolean isChunk = isRest ? count >= smallBytes : takesChunks && count >= chunkBytes;
        if (!isChunk || filled > 0) {
            ContentWriter.super.write(blob, position, count);
            return;
        }
        if (isSpoiled) {
            truncate(0);
        }
        boolean isWhole = position == 0 && count == expected.size() && offset() == 0;
        try {
            if (!isWhole || count > wholeBytes || !isTakenWhole(blob)) {
                append(blob, position, count);
            }
        } catch (IOException | RuntimeException e) {
            isSpoiled |= session.offset() == 0;
            throw e;
        }
        updatedAt = Instant.now();
    }

    private void append(Blob blob, long position, long count) throws IOException {
        HashedBlob hashed = HashedBlob.from(blob, position, hash);
        try {
            session.append(hashed, position, count);
        } catch (PatchRefusedException e) {
            if (count != expected.size()) {
                throw e;
            }
            hash.reset();
            sendWhole(blob);
            return;
        }
        if (hashed.hashed() != position + count) {
            throw new ContentException(
                    Kind.UNAVAILABLE, "the registry has more of " + expected + " than was sent to it; push it again");
        }
    }

    /**
     * In one request, which also ends the upload. Its last bytes are held back until all are known to be right: what never
     * ends is never stored, and whoever commits says why.
     */
    private void sendWhole(Blob blob) throws IOException {
        try {
            session.finish(HashedBlob.guarded(blob, hash, expected), 0, expected.size(), expected.digest(), present);
            finished = true;
        } catch (HashedBlob.WithheldException e) {
            withheld = expected.size();
        }
    }

    /** Sends it in one request, unless that is too large for one; then nothing is there of it. */
    private boolean isTakenWhole(Blob blob) throws IOException {
        try {
            sendWhole(blob);
            return true;
        } catch (RegistryException e) {
            if (e.status() != TOO_LARGE) {
                throw e;
            }
            session.restart();
            hash.reset();
            return false;
        }
    }

    /** All of it: a registry syncs what it has after each request. */
    @Override
    public long preferredWriteSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public void truncate(long size) throws IOException {
        if (size == 0) {
            session.restart();
            hash.reset();
            filled = 0;
            finished = false;
            withheld = 0;
            isSpoiled = false;
            dropSpool();
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
        finish(actual);
        committed = true;
        close();
        return new ContentInfo(actual, expected.size());
    }

    private void finish(Digest actual) throws IOException {
        byte[] rest = chunk == null ? new byte[0] : Arrays.copyOf(chunk, filled);
        if (spool != null) {
            spool.write(ByteBuffer.wrap(rest));
            session.finish(spool.toBlob(), 0, spooled + rest.length, actual, present);
            spooled = 0;
            filled = 0;
        } else if (!finished) {
            session.finish(Blob.ofBytes(rest), 0, rest.length, actual, present);
            filled = 0;
        }
    }

    private synchronized void requireOpen() throws IOException {
        if (!open) {
            throw new ContentException(Kind.INVALID_ARGUMENT, "the writer of " + ref + " is closed");
        }
    }

    /** Throws away what was sent. */
    void abort() throws IOException {
        dropSpool();
        if (!committed) {
            session.cancel();
        }
    }

    private void dropSpool() throws IOException {
        if (spool != null) {
            spool.close();
            spool = null;
            spooled = 0;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        open = false;
        if (committed) {
            chunk = null;
            dropSpool();
            done.run();
        }
    }
}
