package dev.drayage.delta.tardiff;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes operations, as few as can be: neighbours are joined, and seeks are made where they are needed. */
final class TarDiffWriter implements Closeable {
    static final byte[] MAGIC = {'t', 'a', 'r', 'd', 'f', '1', '\n', 0};

    /** Readers have all of an addition in memory, and some refuse those of more than 100 MiB. */
    private static final int MAX_DATA_BYTES = 1 << 20;

    /**
     * What is packed is mostly zeros with single bytes in between, and the operations around them: matches of three bytes
     * pay, and what they match is near. So the tables are small. docs/decisions/delta-patches.md has the figures.
     */
    private static final int LEVEL = 3;

    private static final int STRATEGY = 6;
    private static final int WINDOW_LOG = 22;
    private static final int TABLE_LOG = 18;
    private static final int SEARCH_LOG = 4;
    private static final int MIN_MATCH = 3;
    private static final int TARGET_LENGTH = 32;

    private static final int MAX_NUMBER_BYTES = 10;

    private final ZstdOutputStream packed;
    private final byte[] head = new byte[1 + MAX_NUMBER_BYTES];
    private final byte[] pending = new byte[MAX_DATA_BYTES];
    private int pendingCount;
    private TarDiffOperation pendingOperation = TarDiffOperation.DATA;
    /** Of a copy whose size is not yet known. */
    private long copyCount;

    private String path = "";
    private long position;

    /** Writes the start of a diff. What it writes to stays open when it is closed. */
    TarDiffWriter(OutputStream target) throws IOException {
        target.write(MAGIC);
        packed = new ZstdOutputStream(new KeptOpen(target), LEVEL);
        packed.setWindowLog(WINDOW_LOG).setHashLog(TABLE_LOG).setChainLog(TABLE_LOG);
        packed.setStrategy(STRATEGY)
                .setSearchLog(SEARCH_LOG)
                .setMinMatch(MIN_MATCH)
                .setTargetLength(TARGET_LENGTH);
        packed.setChecksum(true);
        packed.setWorkers(1); // beside the search, which takes about as long
    }

    /** Bytes of the new tar as they are. */
    void data(byte[] bytes, int offset, int count) throws IOException {
        put(TarDiffOperation.DATA, bytes, offset, count);
    }

    /** Has what follows refer to an old file. */
    void open(String newPath) throws IOException {
        if (!newPath.equals(path)) {
            flush();
            byte[] bytes = newPath.getBytes(StandardCharsets.UTF_8);
            operation(TarDiffOperation.OPEN, bytes.length);
            packed.write(bytes, 0, bytes.length);
            path = newPath;
            position = 0;
        }
    }

    /** Bytes of the old file as they are. */
    void copy(long offset, long count) throws IOException {
        if (copyCount == 0 || offset != position) {
            seek(offset);
        }
        copyCount += count;
        position += count;
    }

    /** Bytes to add to those of the old file. */
    void add(long offset, byte[] bytes, int from, int count) throws IOException {
        if (copyCount > 0 || pendingOperation != TarDiffOperation.ADD || offset != position) {
            seek(offset);
        }
        put(TarDiffOperation.ADD, bytes, from, count);
        position += count;
    }

    private void seek(long offset) throws IOException {
        flush();
        if (offset != position) {
            operation(TarDiffOperation.SEEK, offset);
            position = offset;
        }
    }

    private void put(TarDiffOperation operation, byte[] bytes, int offset, int count) throws IOException {
        if (copyCount > 0 || (pendingCount > 0 && operation != pendingOperation)) {
            flush();
        }
        pendingOperation = operation;
        int from = offset;
        int left = count;
        while (left > 0) {
            if (pendingCount == pending.length) {
                flush();
            }
            int taken = Math.min(left, pending.length - pendingCount);
            System.arraycopy(bytes, from, pending, pendingCount, taken);
            pendingCount += taken;
            from += taken;
            left -= taken;
        }
    }

    private void flush() throws IOException {
        if (copyCount > 0) {
            operation(TarDiffOperation.COPY, copyCount);
            copyCount = 0;
        } else if (pendingCount > 0) {
            operation(pendingOperation, pendingCount);
            packed.write(pending, 0, pendingCount);
            pendingCount = 0;
        }
    }

    private void operation(TarDiffOperation operation, long number) throws IOException {
        int count = 0;
        head[count++] = (byte) operation.number();
        long rest = number;
        while (rest > 0x7f) {
            head[count++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        head[count++] = (byte) rest;
        packed.write(head, 0, count);
    }

    /** Writes the end. */
    void finish() throws IOException {
        flush();
    }

    @Override
    public void close() throws IOException {
        packed.close();
    }

    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream target) {
            super(target);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
