package dev.drayage.storage.collect;

import dev.drayage.content.Blob;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Records of one length in the order of their bytes, each once. Thread-safe; a cursor is for one thread. */
final class SortedRecords implements Closeable {
    private final Blob file;
    private final int width;
    private final long count;

    SortedRecords(Blob file, int width, long count) {
        this.file = file;
        this.width = width;
        this.count = count;
    }

    long count() {
        return count;
    }

    int width() {
        return width;
    }

    /** At the first record. */
    RecordCursor cursor() throws IOException {
        return new RecordCursor(this, 0);
    }

    /** At the first record that does not come before these bytes. */
    RecordCursor cursor(byte[] start) throws IOException {
        byte[] record = new byte[width];
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = low + (high - low) / 2;
            read(middle, record, 1);
            if (Arrays.compareUnsigned(record, 0, Math.min(width, start.length), start, 0, start.length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return new RecordCursor(this, low);
    }

    /** Whether there is a record that begins so. */
    boolean contains(byte[] start) throws IOException {
        return cursor(start).startsWith(start);
    }

    void read(long first, byte[] target, int records) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, records * width);
        if (file.readAt(first * width, buffer) != records * width) {
            throw new EOFException("a file of sorted records is cut short at record " + first);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
