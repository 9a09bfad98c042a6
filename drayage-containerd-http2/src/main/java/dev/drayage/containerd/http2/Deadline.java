package dev.drayage.containerd.http2;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits on a monitor that is held, for some time in all. */
final class Deadline {
    private final long end;

    Deadline(Duration timeout) {
        end = System.nanoTime() + timeout.toNanos();
    }

    void await(Object held) throws IdleTimeoutException, InterruptedIOException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new IdleTimeoutException();
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(held, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the other side");
        }
    }
}
