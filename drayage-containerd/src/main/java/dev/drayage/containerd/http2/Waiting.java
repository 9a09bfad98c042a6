package dev.drayage.containerd.http2;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits on a monitor that is held, for some time in all. */
final class Waiting {
    private final long end;

    Waiting(Duration patience) {
        end = System.nanoTime() + patience.toNanos();
    }

    void await(Object held) throws PatienceException, InterruptedIOException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new PatienceException();
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(held, left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the other side");
        }
    }
}
