package dev.drayage.registry.http;

import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.time.Duration;

/** Makes bytes wait so that no more than so many pass in a second, over all transfers together. Thread-safe. */
final class RateLimit {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long bytesPerSecond;
    private final Sleeper sleeper;
    private long nextFree;

    /** No limit for a rate of 0. */
    RateLimit(long bytesPerSecond, Sleeper sleeper) {
        this.bytesPerSecond = bytesPerSecond;
        this.sleeper = sleeper;
        this.nextFree = sleeper.nanoTime();
    }

    /** Lets so many bytes pass when it is their turn. */
    void take(int bytes) throws IOException {
        if (bytesPerSecond == 0) {
            return;
        }
        long wait = reserve(bytes);
        if (wait > 0) {
            sleeper.sleep(Duration.ofNanos(wait), "waiting for the rate limit");
        }
    }

    private synchronized long reserve(int bytes) {
        long now = sleeper.nanoTime();
        long start = nextFree - now > 0 ? nextFree : now;
        nextFree = start + (long) (bytes * (double) SECOND / bytesPerSecond);
        return start - now;
    }
}
