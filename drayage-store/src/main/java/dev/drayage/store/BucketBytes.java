package dev.drayage.store;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.file.SpoolFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way into a bucket: in a spool as long as they are few, and else in parts of an object with a key that
 * nobody else has. For one thread at a time.
 */
final class BucketBytes implements Closeable {
    /** What is not more than this is written with one request when it is complete. */
    private static final long FEW_BYTES = 8 << 20;

    /** Held in memory to be written with one request. */
    private static final long PUT_BYTES = 1 << 20;

    private final Bucket bucket;
    private final String folder;
    private final long total;
    private @Nullable SpoolFile spool;
    private long spooled;
    private @Nullable PartUpload upload;
    private String key = "";
    private int parts;
    private long size;

    /** None yet, of so many as are expected, -1 if that is not known; what is written has keys in a folder. */
    BucketBytes(Bucket bucket, String folder, long total) {
        this.bucket = bucket;
        this.folder = folder;
        this.total = total;
    }

    long size() {
        return size;
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

    /** How many bytes are in parts, for whoever goes on with them. */
    long inParts() {
        return size - spooled;
    }

    /** Appends all of these; returns whether a part was written. */
    boolean append(ByteBuffer bytes) throws IOException {
        boolean wrote = false;
        while (bytes.hasRemaining()) {
            long limit = upload == null ? FEW_BYTES : upload.partSize();
            int count = (int) Math.min(bytes.remaining(), limit - spooled);
            ByteBuffer some = bytes.slice(bytes.position(), count);
            spool().write(some);
            bytes.position(bytes.position() + count);
            spooled += count;
            size += count;
            if (spooled == limit) {
                writeParts();
                wrote = true;
            }
        }
        return wrote;
    }

    private SpoolFile spool() throws IOException {
        SpoolFile open = spool;
        if (open == null) {
            open = SpoolFile.create(Path.of(System.getProperty("java.io.tmpdir")));
            spool = open;
        }
        return open;
    }

    /** Writes what is spooled as parts, as far as it fills them; the rest is spooled again. */
    private void writeParts() throws IOException {
        PartUpload open = upload;
        if (open == null) {
            key = folder + UUID.randomUUID();
            open = bucket.begin(key, total);
            upload = open;
        }
        long partSize = open.partSize();
        SpoolFile full = spool();
        spool = null;
        try (full;
                Blob blob = full.toBlob()) {
            long at = 0;
            for (; spooled - at >= partSize; at += partSize) {
                open.put(++parts, blob.slice(at, partSize));
            }
            long rest = spooled - at;
            spooled = rest;
            if (rest > 0) {
                copy(blob, at, rest);
            }
        }
    }

    private void copy(Blob blob, long from, long count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, PUT_BYTES));
        for (long at = from; at < from + count; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), from + count - at));
            at += blob.readAt(at, buffer);
            spool().write(buffer.flip());
        }
    }

    /** Makes an object of all bytes under a key; after that this has none. */
    void finish(String target) throws IOException {
        PartUpload open = upload;
        if (open == null) {
            put(target);
        } else {
            if (spooled > 0) {
                SpoolFile last = spool();
                spool = null;
                try (last;
                        Blob blob = last.toBlob()) {
                    open.put(++parts, blob);
                }
            }
            open.complete(size);
            open.close();
            upload = null;
            Map<String, String> failed = key.equals(target) ? Map.of() : bucket.move(Map.of(key, target));
            if (!failed.isEmpty()) {
                throw new IOException(String.join("; ", failed.values()));
            }
        }
        spooled = 0;
    }

    private void put(String target) throws IOException {
        SpoolFile all = spool();
        spool = null;
        try (all;
                Blob blob = all.toBlob()) {
            if (size <= PUT_BYTES) {
                ByteBuffer bytes = ByteBuffer.allocate((int) size);
                blob.readAt(0, bytes);
                bucket.put(target, bytes.array());
                return;
            }
            try (PartUpload whole = bucket.begin(target, size)) {
                int number = 0;
                for (long at = 0; at < size; at += whole.partSize()) {
                    whole.put(++number, blob.slice(at, Math.min(whole.partSize(), size - at)));
                }
                whole.complete(size);
            }
        }
    }

    /** Makes an object of all bytes under a key of its own; returns that. */
    String finish() throws IOException {
        String target = upload == null ? folder + UUID.randomUUID() : key;
        finish(target);
        return target;
    }

    /** Throws all away. */
    void abort() throws IOException {
        PartUpload open = upload;
        upload = null;
        if (open != null) {
            open.abort();
            open.close();
        }
        close();
    }

    @Override
    public void close() throws IOException {
        SpoolFile open = spool;
        spool = null;
        spooled = 0;
        if (open != null) {
            open.close();
        }
        if (upload != null) {
            upload.close();
        }
    }
}
