package dev.drayage.archive;

import dev.drayage.content.ContentProvider;
import dev.drayage.task.HelperTask;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes an archive in order. One thread reads ahead, as far as its buffers reach, another verifies what was read, and the
 * caller's thread writes what is verified.
 */
final class ArchiveStreamWriter {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int BUFFERS = 16;

    /** Up to here bytes are hashed sooner than another thread is woken for them. */
    private static final int SMALL_BYTES = 32 << 10;

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
        try (TaskScope scope = TaskScope.open("dray-read-ahead", 2)) {
            scope.fork(() -> readAhead(scope));
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

    private void readAhead(TaskScope scope) throws IOException {
        Verifying verifying = new Verifying(scope);
        try {
            ByteBuffer buffer = free.take();
            @Nullable ByteBuffer full = null;
            for (ImageArchive.Entry entry : plan.entries()) {
                try (EntryReader reader = EntryReader.open(entry, plan, content)) {
                    while (!reader.isDone()) {
                        ByteBuffer read = reader.read(buffer);
                        boolean isLast = reader.isDone();
                        // Verified before it is handed on: of a corrupt blob the last stretch is never written.
                        verifying.await();
                        if (full != null) {
                            filled.put(Optional.of(full));
                            full = null;
                        }
                        verifying.begin(() -> reader.verify(read, isLast), read.remaining());
                        if (!buffer.hasRemaining()) {
                            full = buffer.flip();
                            buffer = free.take();
                        }
                    }
                }
            }
            verifying.await();
            if (full != null) {
                filled.put(Optional.of(full));
            }
            filled.put(Optional.of(buffer.flip()));
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            // There is always room: buffers in circulation are one fewer than the queue takes.
            filled.offer(Optional.empty());
        }
    }

    /** Verifies what was read while more is read, where a thread has time for it; for one piece at a time. */
    private static final class Verifying {
        private final TaskScope scope;
        private HelperTask piece = HelperTask.ended();
        private volatile @Nullable IOException failure;

        Verifying(TaskScope scope) {
            this.scope = scope;
        }

        void begin(TaskScope.Task verification, int bytes) throws IOException {
            if (bytes <= SMALL_BYTES) {
                verification.run();
            } else {
                piece = scope.handOver(() -> run(verification));
            }
        }

        /** A failure is kept for the thread that waits, for the scope is told of it later than that goes on. */
        private void run(TaskScope.Task verification) {
            try {
                verification.run();
            } catch (IOException e) {
                failure = e;
            }
        }

        void await() throws IOException {
            piece.await();
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while writing an archive");
    }
}
