package dev.drayage.archive;

import dev.drayage.content.ContentProvider;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Writes an archive in order. One thread reads and verifies ahead, as far as its buffers reach, while the caller's
 * thread writes.
 */
final class ArchiveStreamWriter {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int BUFFERS = 16;

    private final ArchivePlan plan;
    private final ContentProvider content;
    private final WriteOptions options;
    /** What the target has taken; for the caller's thread. */
    private long written;

    private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);
    /** Empty stands for the end. */
    private final BlockingQueue<Optional<ByteBuffer>> filled = new ArrayBlockingQueue<>(BUFFERS + 1);

    ArchiveStreamWriter(ArchivePlan plan, ContentProvider content, WriteOptions options) {
        this.plan = plan;
        this.content = content;
        this.options = options;
    }

    void write(WritableByteChannel target) throws IOException {
        for (int i = 0; i < BUFFERS; i++) {
            free.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
        try (TaskScope scope = TaskScope.open("dray-read-ahead", 1)) {
            scope.fork(this::readAhead);
            for (Optional<ByteBuffer> next = filled.take(); next.isPresent(); next = filled.take()) {
                writeFully(next.get(), target);
                free.add(next.get().clear());
            }
            scope.join();
            writeFully(ByteBuffer.allocate(ArchivePlan.END_MARK_BYTES), target);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void writeFully(ByteBuffer bytes, WritableByteChannel target) throws IOException {
        int count = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                // A target that takes nothing now would otherwise be asked for ever.
                if (target.write(bytes) == 0 && Thread.currentThread().isInterrupted()) {
                    throw interrupted();
                }
            }
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            long at = written + count - bytes.remaining();
            throw new IOException(
                    "cannot write the archive at offset " + at + " of " + plan.size() + ": " + e.getMessage()
                            + "; what was written of it is cut short",
                    e);
        }
        written += count;
        options.progress().accept(count);
    }

    private void readAhead() throws IOException {
        try {
            ByteBuffer buffer = free.take();
            for (ImageArchive.Entry entry : plan.entries()) {
                try (EntryReader reader = EntryReader.open(entry, plan, content)) {
                    while (!reader.isDone()) {
                        // Verified before it is handed on: of a corrupt blob the last stretch is never written.
                        reader.verify(reader.read(buffer));
                        if (!buffer.hasRemaining()) {
                            filled.put(Optional.of(buffer.flip()));
                            buffer = free.take();
                        }
                    }
                }
            }
            filled.put(Optional.of(buffer.flip()));
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            // There is always room: buffers in circulation are one fewer than the queue takes.
            filled.offer(Optional.empty());
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while writing an archive");
    }
}
