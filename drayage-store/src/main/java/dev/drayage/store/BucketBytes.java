package dev.drayage.store;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ParallelParts;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.file.SpoolFile;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into a bucket: in a spool as long as they are few, and else in parts of an object with a key that
 * nobody else has, several of which are written at once. What fails can be done again: the bytes of a part are kept until it
 * is written. For one thread at a time.
 */
final class BucketBytes implements Closeable {
    /** What is less than this is written with one request when it is complete. */
    private static final int FEW_BYTES = 8 << 20;

    private static final int COPIED_AT_ONCE = 1 << 20;

    private final Bucket bucket;
    private final String folder;
    private final long total;
    /** The bytes behind the last full part. */
    private @Nullable SpoolFile spool;

    private long spooled;

    /** Full parts, by number, that are not known to be written. */
    private final NavigableMap<Integer, SpoolFile> full = new ConcurrentSkipListMap<>();

    /** The last of these that was sent; all are again when one has failed. */
    private int sent;

    private @Nullable PartUpload upload;
    private @Nullable ParallelParts sending;
    private String key = "";
    private int parts;
    private long size;

    /** Whether the object of the key has all the bytes. */
    private boolean complete;

    /** Whether the spool may have bytes that are not counted. */
    private boolean torn;

    /** None yet, of so many as are expected, -1 if that is not known; what is written has keys in a folder. */
    BucketBytes(Bucket bucket, String folder, long total) {
        this.bucket = bucket;
        this.folder = folder;
        this.total = total;
    }

    long size() {
        return size;
    }

    /** Whether they are an object that nothing can be appended to. */
    boolean isComplete() {
        return complete;
    }

    /** The key of the object that is written in parts; null if none is. */
    @Nullable
    String uploadKey() {
        return upload == null ? null : key;
    }

    /** By which that is found. */
    @Nullable
    String uploadId() {
        return upload == null ? null : upload.id();
    }

    /** Appends all of these, as far as their position says if it fails; returns whether a part was written. */
    boolean append(ByteBuffer bytes) throws IOException {
        requireWhole();
        if (complete) {
            throw new IllegalStateException("an object that is complete takes no more bytes");
        }
        boolean wrote = false;
        while (bytes.hasRemaining()) {
            long limit = upload == null ? FEW_BYTES : upload.partSize();
            long room = Math.max(0, limit - spooled);
            int count = (int) Math.min(bytes.remaining(), room);
            torn = true;
            spool().write(bytes.slice(bytes.position(), count));
            torn = false;
            bytes.position(bytes.position() + count);
            spooled += count;
            size += count;
            if (count == room) {
                writeParts();
                wrote = true;
            }
        }
        return wrote;
    }

    private void requireWhole() throws IOException {
        if (torn) {
            throw new IOException("bytes for " + bucket.location()
                    + " could not all be put aside before; open another writer to go on with what is there");
        }
    }

    private SpoolFile spool() throws IOException {
        SpoolFile open = spool;
        if (open == null) {
            open = newSpool();
            spool = open;
        }
        return open;
    }

    private static SpoolFile newSpool() throws IOException {
        return SpoolFile.create(Path.of(System.getProperty("java.io.tmpdir")));
    }

    private void dropSpool() throws IOException {
        SpoolFile open = spool;
        spool = null;
        spooled = 0;
        if (open != null) {
            open.close();
        }
    }

    /** Has what is spooled written as parts, as far as it fills them; the rest is spooled again. */
    private void writeParts() throws IOException {
        PartUpload open = upload;
        if (open == null) {
            String fresh = folder + UUID.randomUUID();
            open = bucket.begin(fresh, total);
            key = fresh;
            upload = open;
            sending = new ParallelParts(open);
        }
        if (spooled > open.partSize()) {
            split(open.partSize());
        } else if (spooled == open.partSize()) {
            full.put(++parts, spool());
            spool = null;
            spooled = 0;
        }
        send();
    }

    /** Parts are smaller than was thought before there were any. */
    private void split(long partSize) throws IOException {
        torn = true;
        try (SpoolFile all = spool();
                Blob blob = all.toBlob()) {
            for (long at = 0; at < spooled; at += partSize) {
                long count = Math.min(partSize, spooled - at);
                SpoolFile part = newSpool();
                spool = part;
                copy(blob, at, count, part);
                if (count == partSize) {
                    full.put(++parts, part);
                    spool = null;
                }
            }
        }
        spooled %= partSize;
        torn = false;
    }

    private void send() throws IOException {
        boolean isSent = false;
        try {
            for (Map.Entry<Integer, SpoolFile> part : full.tailMap(sent, false).entrySet()) {
                int number = part.getKey();
                sent = number;
                // The spool is closed when it is written, and with it the blob.
                boolean unused = sending()
                        .put(number, part.getValue().toBlob(), ParallelParts.Where.FILE, () -> written(number));
            }
            isSent = true;
        } finally {
            if (!isSent) {
                sent = 0;
            }
        }
    }

    private ParallelParts sending() {
        return Objects.requireNonNull(sending);
    }

    private void written(int number) throws IOException {
        SpoolFile part = full.remove(number);
        if (part != null) {
            part.close();
        }
    }

    private void stopSending() throws IOException {
        ParallelParts open = sending;
        sending = null;
        if (open != null) {
            open.close();
        }
        for (SpoolFile part : full.values()) {
            part.close();
        }
        full.clear();
    }

    private static void copy(Blob blob, long from, long count, SpoolFile to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, COPIED_AT_ONCE));
        for (long at = from; at < from + count; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), from + count - at));
            read(blob, at, buffer);
            at += buffer.position();
            to.write(buffer.flip());
        }
    }

    /** Fills a buffer. */
    private static void read(Blob blob, long from, ByteBuffer buffer) throws IOException {
        for (long at = from; buffer.hasRemaining(); ) {
            int read = blob.readAt(at, buffer);
            if (read <= 0) {
                throw new EOFException("bytes that were put aside end at " + at + ", expected "
                        + (at + buffer.remaining()) + "; write them again");
            }
            at += read;
        }
    }

    /** Makes an object of all bytes under a key; this keeps them, to be made another. */
    void finish(String target) throws IOException {
        requireWhole();
        if (!complete && upload == null) {
            put(target);
            return;
        }
        completeParts();
        bucket.copy(key, target);
        if (!isThere(target)) {
            throw new IOException(target + " in " + bucket.location() + " is not the " + size
                    + " bytes that were copied to it; write them again");
        }
    }

    private void put(String target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(spooled));
        read(spool().toBlob(), 0, bytes);
        bucket.put(target, bytes.array());
    }

    private void completeParts() throws IOException {
        PartUpload open = upload;
        if (complete || open == null) {
            return;
        }
        writeParts();
        if (spooled > 0) {
            open.put(parts + 1, spool().toBlob().slice(0, spooled));
        }
        awaitParts();
        try {
            open.complete(size);
        } catch (IOException e) {
            // It may be that only the answer was lost.
            if (!isThere(key)) {
                throw e;
            }
        }
        complete = true;
        upload = null;
        stopSending();
        open.close();
        dropSpool();
    }

    private void awaitParts() throws IOException {
        boolean isWritten = false;
        try {
            sending().await();
            isWritten = true;
        } finally {
            if (!isWritten) {
                sent = 0;
            }
        }
    }

    private boolean isThere(String target) throws IOException {
        return bucket.find(target).filter(found -> found.size() == size).isPresent();
    }

    /** Makes an object of all bytes under a key of its own; returns that. */
    String finish() throws IOException {
        requireWhole();
        if (!complete && upload == null) {
            String target = folder + UUID.randomUUID();
            put(target);
            key = target;
            complete = true;
            dropSpool();
        }
        completeParts();
        return key;
    }

    /** Leaves the object of its own to the caller; what follows throws nothing of it away. */
    void handOver() {
        key = "";
    }

    /** Throws all away. */
    void abort() throws IOException {
        stopSending();
        PartUpload open = upload;
        upload = null;
        if (open != null) {
            open.abort();
            open.close();
        }
        if (complete && !key.isEmpty()) {
            bucket.delete(List.of(key));
        }
        close();
    }

    @Override
    public void close() throws IOException {
        stopSending();
        dropSpool();
        if (upload != null) {
            upload.close();
        }
    }
}
