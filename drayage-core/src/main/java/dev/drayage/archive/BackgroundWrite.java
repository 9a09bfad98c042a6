package dev.drayage.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A write that an idle thread may do, or else whoever waits for it does it: so waiting can never be for a task that
 * nobody has begun.
 */
final class BackgroundWrite {

    /** Writes all of a buffer at an offset. */
    @FunctionalInterface
    interface Writer {
        void write(ByteBuffer bytes, long offset, FileChannel target) throws IOException;
    }

    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final ByteBuffer bytes;
    private final long offset;
    private final Writer writer;
    private final FileChannel target;

    BackgroundWrite(ByteBuffer bytes, long offset, Writer writer, FileChannel target) {
        this.bytes = bytes;
        this.offset = offset;
        this.writer = writer;
        this.target = target;
    }

    void runUnlessTaken() throws IOException {
        if (taken.compareAndSet(false, true)) {
            try {
                writer.write(bytes, offset, target);
            } finally {
                done.countDown();
            }
        }
    }

    /** Returns when the buffer may be used again. A failure elsewhere is told by the scope of the thread it hit. */
    void await() throws IOException {
        runUnlessTaken();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing at offset " + offset);
        }
    }
}
