package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Makes bytes wait so that no more than so many pass in a second, over all transfers together. Thread-safe. */
final class RateLimit {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long bytesPerSecond;
    private final Time time;
    private long nextFree;

    /** No limit for a rate of 0. */
    RateLimit(long bytesPerSecond, Time time) {
        this.bytesPerSecond = bytesPerSecond;
        this.time = time;
        this.nextFree = time.nanos();
    }

    /** Lets so many bytes pass when it is their turn. */
    void take(int bytes) throws IOException {
        if (bytesPerSecond == 0) {
            return;
        }
        long wait = reserve(bytes);
        if (wait > 0) {
            try {
                time.sleep(Duration.ofNanos(wait));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the rate limit");
            }
        }
    }

    private synchronized long reserve(int bytes) {
        long now = time.nanos();
        long start = nextFree - now > 0 ? nextFree : now;
        nextFree = start + (long) (bytes * (double) SECOND / bytesPerSecond);
        return start - now;
    }
}
