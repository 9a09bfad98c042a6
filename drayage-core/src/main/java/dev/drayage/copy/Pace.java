package dev.drayage.copy;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast bytes come in, all blobs of a job taken together. It decides no more than how many connections are used.
 * Thread-safe.
 */
final class Pace {
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Bytes in a window at 200 MB/s: what comes faster is held up by the processor, not by a connection. */
    private static final long FAST_BYTES = 10_000_000;

    private final LongSupplier nanoTime;
    private long start;
    private long bytes;
    private boolean begun;
    private boolean slow;

    /** @param nanoTime a clock that goes as {@link System#nanoTime} does */
    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Says that this many bytes have come. */
    synchronized void add(long count) {
        long now = nanoTime.getAsLong();
        if (!begun) {
            begun = true;
            start = now;
        }
        bytes += count;
        long elapsed = now - start;
        if (elapsed >= WINDOW_NANOS) {
            slow = bytes < FAST_BYTES * ((double) elapsed / WINDOW_NANOS);
            start = now;
            bytes = 0;
        }
    }

    /** Whether more connections may bring more. */
    synchronized boolean isSlow() {
        return slow;
    }
}
