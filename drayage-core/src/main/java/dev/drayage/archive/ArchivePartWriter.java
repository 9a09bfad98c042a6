package dev.drayage.archive;

import dev.drayage.content.ContentProvider;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Writes a part of an archive in order, in one thread and one buffer: many can be written at once. Nothing of what was
 * read is written before it is verified as far as that can be.
 */
final class ArchivePartWriter {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ArchivePlan plan;
    private final ContentProvider content;
    private final long start;
    private final long end;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** The part from {@code start} to before {@code end}. */
    ArchivePartWriter(ArchivePlan plan, ContentProvider content, long start, long end) {
        this.plan = plan;
        this.content = content;
        this.start = start;
        this.end = end;
    }

    void write(WritableByteChannel target) throws IOException {
        List<ImageArchive.Entry> entries = plan.entries();
        for (int i = plan.indexOf(start); i < entries.size() && entries.get(i).offset() < end; i++) {
            try (EntryReader reader = EntryReader.open(entries.get(i), plan, content)) {
                skip(reader);
                while (!reader.isDone() && reader.offset() < end) {
                    reader.verify(reader.read(buffer, end));
                    if (!buffer.hasRemaining()) {
                        writeBuffer(target);
                    }
                }
            }
        }
        writeBuffer(target);
        long endMark = plan.size() - ArchivePlan.END_MARK_BYTES;
        for (long zeros = end - Math.max(start, endMark); zeros > 0; zeros--) {
            buffer.put((byte) 0);
        }
        writeBuffer(target);
    }

    /**
     * Goes to where the part begins. The bytes of a blob that ends in the part were written before, and by whom is not
     * known; they are read again, for without them what follows cannot be verified.
     */
    private void skip(EntryReader reader) throws IOException {
        if (reader.offset() < start && (reader.contentEnd() <= start || reader.contentEnd() > end)) {
            reader.skipTo(start);
        }
        while (reader.offset() < start) {
            requireUninterrupted();
            reader.verify(reader.read(buffer, start));
            buffer.clear();
        }
    }

    private void writeBuffer(WritableByteChannel target) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            requireUninterrupted();
            target.write(buffer);
        }
        buffer.clear();
    }

    private static void requireUninterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while writing an archive");
        }
    }
}
