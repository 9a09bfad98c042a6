package dev.drayage.storage.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A place in sorted records. Behind the last it is at no record. For one thread. */
final class RecordCursor {
    private static final int BUFFER = 64 << 10;

    private final SortedRecords records;
    private final int width;
    private final byte[] buffer;
    private long next;
    private int filled;
    private int position;

    RecordCursor(SortedRecords records, long first) throws IOException {
        this.records = records;
        this.width = records.width();
        this.buffer = new byte[(int) Math.min(records(width), Math.max(1, records.count() - first)) * width];
        this.next = first;
        fill();
    }

    /** How many records of so many bytes are read or written at once. */
    static int records(int width) {
        return Math.max(1, BUFFER / width);
    }

    private void fill() throws IOException {
        int many = (int) Math.min(buffer.length / width, records.count() - next);
        if (many > 0) {
            records.read(next, buffer, many);
        }
        next += many;
        filled = many * width;
        position = 0;
    }

    /** Whether it is at a record. */
    boolean isValid() {
        return position < filled;
    }

    /** Goes on to the next record, and says whether there is one. */
    boolean next() throws IOException {
        position += width;
        if (position >= filled) {
            fill();
        }
        return isValid();
    }

    /** Goes on to the first record that does not come before these bytes, and says whether it begins with them. */
    boolean seek(byte[] start) throws IOException {
        while (isValid() && compareTo(start) < 0) {
            next();
        }
        return startsWith(start);
    }

    boolean startsWith(byte[] start) {
        return isValid() && compareTo(start) == 0;
    }

    /** How the record's first bytes compare with these. */
    int compareTo(byte[] start) {
        return Arrays.compareUnsigned(buffer, position, position + start.length, start, 0, start.length);
    }

    int compareTo(RecordCursor other, int length) {
        return Arrays.compareUnsigned(
                buffer, position, position + length, other.buffer, other.position, other.position + length);
    }

    /** What {@link #offset} is in; changed by {@link #next}. */
    byte[] bytes() {
        return buffer;
    }

    int offset() {
        return position;
    }

    byte byteAt(int index) {
        return buffer[position + index];
    }

    long longAt(int index) {
        return ByteBuffer.wrap(buffer).getLong(position + index);
    }

    /** A copy of some of the record's bytes. */
    byte[] copy(int from, int length) {
        return Arrays.copyOfRange(buffer, position + from, position + from + length);
    }
}
