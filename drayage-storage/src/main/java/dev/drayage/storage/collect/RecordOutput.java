package dev.drayage.storage.collect;

import dev.drayage.file.SpoolFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes records that come in order, and leaves out what comes twice. */
final class RecordOutput implements Closeable {
    private final SpoolFile file;
    private final int width;
    private final ByteBuffer pending;
    private final byte[] last;
    private long written;
    private boolean finished;

    RecordOutput(Path directory, int width) throws IOException {
        this.file = SpoolFile.create(directory);
        this.width = width;
        this.pending = ByteBuffer.allocate(RecordCursor.records(width) * width);
        this.last = new byte[width];
    }

    /** Adds a copy of a record that does not come before the last one. */
    void add(byte[] bytes, int offset) throws IOException {
        if (written > 0 && Arrays.equals(last, 0, width, bytes, offset, offset + width)) {
            return;
        }
        System.arraycopy(bytes, offset, last, 0, width);
        if (pending.remaining() < width) {
            flush();
        }
        pending.put(bytes, offset, width);
        written++;
    }

    private void flush() throws IOException {
        file.write(pending.flip());
        pending.clear();
    }

    SortedRecords finish() throws IOException {
        flush();
        finished = true;
        return new SortedRecords(file.toBlob(), width, written);
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            file.close();
        }
    }
}
