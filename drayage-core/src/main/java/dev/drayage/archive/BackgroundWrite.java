package dev.drayage.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A write that an idle thread may do, or else whoever waits for it does it: so waiting can never be for a task that
 * nobody has begun.
 */
final class BackgroundWrite {
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final ByteBuffer bytes;
    private final long offset;
    private final TargetFile target;

    BackgroundWrite(ByteBuffer bytes, long offset, TargetFile target) {
        this.bytes = bytes;
        this.offset = offset;
        this.target = target;
    }

    void runUnlessTaken() throws IOException {
        if (taken.compareAndSet(false, true)) {
            try {
                target.write(bytes, offset);
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
