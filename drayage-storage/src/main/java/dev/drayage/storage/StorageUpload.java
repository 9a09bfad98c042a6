package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.ParallelParts;
import dev.drayage.bucket.ParallelParts.Where;
import dev.drayage.bucket.PartUpload;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An upload whose digest is told at its end. Full parts are written as they come, several at once, the rest when the writer
 * is closed. A blob
 * becomes of it when its digest is right: that of the bytes as they passed, or, if another program wrote some of them, of
 * what is read back.
 */
final class StorageUpload implements ContentWriter {
    /** What a part has where nothing has been written in parts yet; a larger one is sent as soon as it is full. */
    private static final int TAIL_BYTES = 8 << 20;

    private final RegistryStorage storage;
    private final UploadKeys keys;
    private final UploadLock lock;
    private final StorageUploads uploads;
    private final Instant startedAt;
    private @Nullable PartUpload parts;
    private @Nullable ParallelParts sending;
    private PartGatherer tail = new PartGatherer(TAIL_BYTES);
    private int full;
    private long offset;
    private boolean isWhole;
    private @Nullable MessageDigest hash;
    private boolean isOver;

    /** Whether a part that counts as written is not. */
    private boolean isTorn;

    private StorageUpload(
            RegistryStorage storage, UploadKeys keys, UploadLock lock, StorageUploads uploads, Instant startedAt) {
        this.storage = storage;
        this.keys = keys;
        this.lock = lock;
        this.uploads = uploads;
        this.startedAt = startedAt;
    }

    /** Opens an upload at its end. */
    static StorageUpload open(RegistryStorage storage, UploadKeys keys, UploadLock lock, StorageUploads uploads)
            throws IOException {
        Instant startedAt = storage.bucket()
                .find(keys.startedAt())
                .orElseThrow(() -> UploadLock.absent(keys))
                .modified();
        StorageUpload upload = new StorageUpload(storage, keys, lock, uploads, startedAt);
        upload.load();
        return upload;
    }

    private void load() throws IOException {
        Bucket bucket = storage.bucket();
        var data = bucket.find(keys.data());
        if (data.isPresent()) {
            isWhole = true;
            offset = data.get().size();
            return;
        }
        List<OpenUpload> begun = bucket.openUploads(keys.data());
        if (!begun.isEmpty()) {
            PartUpload resumed = bucket.resume(keys.data(), begun.get(0).id());
            parts = resumed;
            sending = new ParallelParts(resumed);
            full = firstFull(resumed);
            offset = full * resumed.partSize();
            tail = new PartGatherer(resumed.partSize());
        }
        StorageUploads.Hashed known = uploads.take(keys);
        hash = full == 0 ? DigestAlgorithm.SHA256.newMessageDigest() : null;
        long before = offset;
        try (Blob rest = bucket.open(keys.tail(full + 1))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(rest.size(), TAIL_BYTES));
            for (long at = 0; at < rest.size(); at += bytes.position()) {
                rest.readAt(at, bytes.clear());
                ByteBuffer read = bytes.duplicate().flip();
                if (hash != null) {
                    hash.update(read.duplicate());
                }
                tail.take(read);
            }
            offset = before + rest.size();
        } catch (ContentNotFoundException e) {
            // It ended with a full part.
        }
        if (known != null && known.offset() == offset) {
            hash = known.hash();
        }
    }

    /** How many parts there are without a gap: who died may have written some behind one that he had not. */
    private static int firstFull(PartUpload upload) throws IOException {
        int found = 0;
        for (Map.Entry<Integer, Long> part : upload.parts().entrySet()) {
            if (part.getKey() != found + 1 || part.getValue() != upload.partSize()) {
                break;
            }
            found++;
        }
        return found;
    }

    @Override
    public IngestStatus status() {
        return new IngestStatus(keys.id(), offset, 0, null, startedAt, startedAt);
    }

    @Override
    public Digest digest() throws IOException {
        MessageDigest known = hash;
        if (known == null) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "the digest of upload " + keys.id() + " is not known before it is committed, for another program"
                            + " wrote a part of it");
        }
        return StorageHash.soFar(DigestAlgorithm.SHA256, known);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (isOver || isWhole) {
            throw isOver
                    ? UploadLock.absent(keys)
                    : new ContentException(
                            Kind.FAILED_PRECONDITION,
                            "upload " + keys.id() + " was ended with a wrong digest, and takes no more; begin another");
        }
        if (hash != null) {
            hash.update(bytes.duplicate());
        }
        offset += bytes.remaining();
        while (bytes.hasRemaining()) {
            if (tail.isFull()) {
                send();
            }
            tail.take(bytes);
        }
    }

    /** Writes a full part. The first is written again if parts are larger than was thought. */
    private void send() throws IOException {
        lock.refresh();
        PartUpload to = parts;
        if (to == null) {
            to = storage.bucket().begin(keys.data(), -1);
            parts = to;
            sending = new ParallelParts(to);
            if (to.partSize() != TAIL_BYTES) {
                regather(to);
                return;
            }
        }
        PartGatherer part = tail;
        requireWritten();
        isTorn = true;
        boolean isDone = Objects.requireNonNull(sending)
                .put(full + 1, part.blob(), part.isInMemory() ? Where.MEMORY : Where.FILE, part::close);
        isTorn = false;
        full++;
        if (isDone) {
            part.clear();
        } else {
            tail = new PartGatherer(to.partSize());
        }
    }

    private void stopSending() {
        ParallelParts by = sending;
        sending = null;
        if (by != null) {
            by.close();
        }
    }

    private void regather(PartUpload to) throws IOException {
        PartGatherer gathered = tail;
        tail = new PartGatherer(to.partSize());
        try (gathered;
                Blob bytes = gathered.blob()) {
            ByteBuffer buffer = ByteBuffer.allocate((int) bytes.size());
            bytes.readAt(0, buffer);
            buffer.flip();
            while (buffer.hasRemaining()) {
                if (tail.isFull()) {
                    send();
                }
                tail.take(buffer);
            }
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        if (size == 0) {
            restart();
        } else if (size != offset) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE,
                    "upload " + keys.id() + " cannot be cut back from " + offset + " to " + size
                            + " bytes, for parts that were written cannot be read; begin again at 0");
        }
    }

    private void restart() throws IOException {
        lock.requireHeld();
        stopSending();
        PartUpload begun = parts;
        parts = null;
        storage.delete(List.of(keys.data(), keys.tail(full + 1)));
        full = 0;
        isTorn = false;
        storage.delete(List.of(keys.tail(1)));
        tail.close();
        tail = new PartGatherer(TAIL_BYTES);
        offset = 0;
        isWhole = false;
        hash = DigestAlgorithm.SHA256.newMessageDigest();
        if (begun != null) {
            begun.abort();
        }
    }

    @Override
    public ContentInfo commit(long size, @Nullable Digest expected, Map<String, String> labels) throws IOException {
        if (isOver) {
            throw UploadLock.absent(keys);
        }
        lock.requireHeld();
        if (size != 0 && size != offset) {
            throw mismatch("has " + offset + " bytes, not " + size);
        }
        Digest digest = expected != null && expected.algorithm() != DigestAlgorithm.SHA256
                ? readBack(expected.algorithm())
                : hash == null ? readBack(DigestAlgorithm.SHA256) : digest();
        if (expected != null && !expected.equals(digest)) {
            throw mismatch("has the digest " + digest + ", not " + expected);
        }
        store(digest);
        storage.writeLink(RegistryKeys.layer(keys.path(), digest), digest);
        storage.requireKept(digest);
        uploads.remove(keys);
        isOver = true;
        return new ContentInfo(digest, offset);
    }

    private ContentException mismatch(String what) {
        return new ContentException(Kind.FAILED_PRECONDITION, "upload " + keys.id() + " " + what);
    }

    private Digest readBack(DigestAlgorithm algorithm) throws IOException {
        if (parts != null) {
            complete();
        }
        MessageDigest whole = algorithm.newMessageDigest();
        try (Blob bytes = isWhole ? storage.bucket().open(keys.data()) : tail.blob()) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
            for (long at = 0; at < bytes.size(); at += buffer.limit()) {
                bytes.readAt(at, buffer.clear());
                whole.update(buffer.flip().duplicate());
            }
        }
        return Digest.ofHash(algorithm, whole.digest());
    }

    private void complete() throws IOException {
        PartUpload to = Objects.requireNonNull(parts);
        if (tail.size() > 0) {
            to.put(full + 1, tail.blob());
            full++;
            tail.clear();
        }
        awaitParts();
        to.completeFirst(full, offset);
        parts = null;
        isWhole = true;
    }

    private void awaitParts() throws IOException {
        requireWritten();
        if (sending != null) {
            isTorn = true;
            sending.await();
            isTorn = false;
        }
    }

    /** What was sent in another thread and failed is not here any more. */
    private void requireWritten() throws ContentException {
        if (isTorn) {
            throw new ContentException(
                    Kind.UNAVAILABLE,
                    "a part of upload " + keys.id() + " could not be written; ask how far it is, and go on from there");
        }
    }

    private void store(Digest digest) throws IOException {
        if (parts != null) {
            complete();
        }
        Optional<ContentInfo> stored = storage.content().info(digest);
        if (stored.isPresent() && stored.get().size() == offset) {
            return;
        }
        String key = RegistryKeys.blob(digest);
        if (isWhole) {
            storage.move(keys.data(), key);
        } else {
            storage.bucket().put(key, tail.bytes());
        }
    }

    /** Keeps what is not a full part yet, unless the upload is another's or nobody's by now. */
    @Override
    public void close() throws IOException {
        try (PartGatherer rest = tail;
                UploadLock held = lock) {
            finishParts(held);
            // Whoever wrote has been told of a lock that was lost.
            if (!isOver && !held.isLost()) {
                isOver = true;
                keep(rest, held);
            }
            if (parts != null) {
                parts.close();
            }
        }
    }

    /** Nothing is under way when the lock is given back. */
    private void finishParts(UploadLock held) throws IOException {
        try {
            if (!isOver && !held.isLost()) {
                isOver = isTorn;
                if (!isTorn) {
                    awaitParts();
                }
            }
        } finally {
            stopSending();
        }
    }

    private void keep(PartGatherer rest, UploadLock held) throws IOException {
        if (isWhole) {
            return;
        }
        held.requireHeld();
        if (rest.size() > 0) {
            try (Blob bytes = rest.blob()) {
                storage.bucket().put(keys.tail(full + 1), bytes.newInputStream().readAllBytes());
            }
        }
        MessageDigest known = hash;
        if (known != null) {
            uploads.keep(keys, new StorageUploads.Hashed(known, offset));
        }
    }
}
