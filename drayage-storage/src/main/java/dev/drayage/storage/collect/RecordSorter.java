package dev.drayage.storage.collect;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Puts records of one length in the order of their bytes, each once, however many there are: a buffer is sorted and spilled
 * whenever it is full, and what was spilled is merged. Thread-safe until {@link #finish}.
 */
final class RecordSorter implements Closeable {
    /** What one sorter has in memory at most, besides an index of it. */
    static final int MAX_BUFFER = 16 << 20;

    /** How many spilled files are open at once; more are merged into one. */
    private static final int MAX_RUNS = 128;

    private static final int FIRST_BUFFER = 64 << 10;
    private static final int INDEX_BITS = 24;
    private static final int PREFIX = 5;

    private final Path directory;
    private final int width;
    private final int maxRecords;
    private byte[] buffer;
    private int count;
    private List<SortedRecords> runs = new ArrayList<>();

    /** A sorter whose files lie in a directory, of records of so many bytes, 5 or more. */
    RecordSorter(Path directory, int width) {
        this(directory, width, MAX_BUFFER);
    }

    RecordSorter(Path directory, int width, int maxBuffer) {
        this.directory = directory;
        this.width = width;
        this.maxRecords = Math.min(Math.max(1, maxBuffer / width), (1 << INDEX_BITS) - 1);
        this.buffer = new byte[Math.min(maxRecords, Math.max(1, FIRST_BUFFER / width)) * width];
    }

    /** Adds a copy of a record. */
    synchronized void add(byte[] record) throws IOException {
        if (record.length != width) {
            throw new IllegalArgumentException("a record has " + record.length + " bytes, not " + width);
        }
        if ((count + 1) * width > buffer.length) {
            grow();
        }
        System.arraycopy(record, 0, buffer, count * width, width);
        count++;
    }

    private void grow() throws IOException {
        int records = buffer.length / width;
        if (records < maxRecords) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(maxRecords, records * 2L) * width);
        } else {
            spill();
        }
    }

    private void spill() throws IOException {
        try (RecordOutput out = new RecordOutput(directory, width)) {
            long[] order = order();
            for (long each : order) {
                out.add(buffer, indexOf(each) * width);
            }
            runs.add(out.finish());
        }
        count = 0;
        if (runs.size() == MAX_RUNS) {
            runs = new ArrayList<>(List.of(merge(runs)));
        }
    }

    /** Indexes behind the first bytes of their records, in the order of the records. */
    private long[] order() {
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            int start = i * width;
            long prefix = 0;
            for (int b = 0; b < PREFIX; b++) {
                prefix = (prefix << Byte.SIZE) | (buffer[start + b] & 0xff);
            }
            // Bytes count without sign, and so the highest bit is turned.
            order[i] = ((prefix << INDEX_BITS) | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(order);
        for (int from = 0; from < count; ) {
            int to = from + 1;
            while (to < count && order[to] >>> INDEX_BITS == order[from] >>> INDEX_BITS) {
                to++;
            }
            if (to - from > 1) {
                sortEqual(order, from, to);
            }
            from = to;
        }
        return order;
    }

    private void sortEqual(long[] order, int from, int to) {
        Long[] same = new Long[to - from];
        for (int i = from; i < to; i++) {
            same[i - from] = order[i];
        }
        Arrays.sort(same, (one, other) -> compare(indexOf(one) * width, indexOf(other) * width));
        for (int i = from; i < to; i++) {
            order[i] = same[i - from];
        }
    }

    private static int indexOf(long entry) {
        return (int) (entry & ((1 << INDEX_BITS) - 1));
    }

    private int compare(int one, int other) {
        return Arrays.compareUnsigned(buffer, one, one + width, buffer, other, other + width);
    }

    /** All records in order. Nothing can be added any more. */
    synchronized SortedRecords finish() throws IOException {
        spill();
        buffer = new byte[0];
        if (runs.size() > 1) {
            runs = new ArrayList<>(List.of(merge(runs)));
        }
        SortedRecords result = runs.get(0);
        runs = new ArrayList<>();
        return result;
    }

    private SortedRecords merge(List<SortedRecords> parts) throws IOException {
        try (RecordOutput out = new RecordOutput(directory, width)) {
            PriorityQueue<RecordCursor> heads = new PriorityQueue<>((one, other) -> one.compareTo(other, width));
            for (SortedRecords part : parts) {
                RecordCursor head = part.cursor();
                if (head.isValid()) {
                    heads.add(head);
                }
            }
            for (RecordCursor head = heads.poll(); head != null; head = heads.poll()) {
                out.add(head.bytes(), head.offset());
                if (head.next()) {
                    heads.add(head);
                }
            }
            SortedRecords merged = out.finish();
            for (SortedRecords part : parts) {
                part.close();
            }
            return merged;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        buffer = new byte[0];
        for (SortedRecords run : runs) {
            run.close();
        }
        runs = new ArrayList<>();
    }
}
