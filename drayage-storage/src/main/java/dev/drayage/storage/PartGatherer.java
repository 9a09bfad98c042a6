package dev.drayage.storage;

import dev.drayage.content.Blob;
import dev.drayage.file.SpoolFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of one part, in memory if they are few; a part is sent as a whole, and perhaps more than once. */
final class PartGatherer implements Closeable {
    private static final int MAX_IN_MEMORY = 8 << 20;
    private static final int FIRST_BYTES = 64 << 10;

    private final long capacity;
    private byte[] memory;
    private @Nullable SpoolFile spool;
    private long size;

    PartGatherer(long capacity) {
        this.capacity = capacity;
        this.memory = new byte[(int) Math.min(capacity, FIRST_BYTES)];
    }

    long size() {
        return size;
    }

    boolean isFull() {
        return size == capacity;
    }

    boolean isInMemory() {
        return capacity <= MAX_IN_MEMORY;
    }

    /** Takes as many bytes as there is room for. */
    void take(ByteBuffer bytes) throws IOException {
        int count = (int) Math.min(bytes.remaining(), capacity - size);
        ByteBuffer taken = bytes.slice().limit(count);
        bytes.position(bytes.position() + count);
        if (capacity > MAX_IN_MEMORY) {
            if (spool == null) {
                spool = SpoolFile.create(Path.of(System.getProperty("java.io.tmpdir")));
            }
            spool.write(taken);
        } else {
            if (size + count > memory.length) {
                memory = Arrays.copyOf(memory, (int) Math.min(capacity, Math.max(size + count, 2L * memory.length)));
            }
            taken.get(memory, (int) size, count);
        }
        size += count;
    }

    /** What was taken, until more is or it is cleared. */
    Blob blob() throws IOException {
        return spool != null ? spool.toBlob() : Blob.ofBytes(memory).slice(0, size);
    }

    /** The same as bytes, which are not to be changed; of a part that is kept in memory. */
    byte[] bytes() {
        return memory.length == size ? memory : Arrays.copyOf(memory, (int) size);
    }

    void clear() throws IOException {
        size = 0;
        close();
    }

    @Override
    public void close() throws IOException {
        if (spool != null) {
            spool.close();
            spool = null;
        }
    }
}
