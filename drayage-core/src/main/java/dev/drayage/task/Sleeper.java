package dev.drayage.task;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The clock by which things are waited for; tests have one that does not wait. Thread-safe. */
@FunctionalInterface
public interface Sleeper extends InstantSource {

    /** Returns after about this time; at once where it is zero or less. */
    void sleep(Duration time) throws InterruptedException;

    /** The time of day. */
    @Override
    default Instant instant() {
        return Instant.now();
    }

    /** A clock for differences, in nanoseconds. */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Returns after about this time.
     *
     * @param doing what the thread does meanwhile, for the message, as {@code waiting for another writer}
     * @throws InterruptedIOException if the thread is interrupted, which it then still is
     */
    default void sleep(Duration time, String doing) throws InterruptedIOException {
        try {
            sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + doing);
        }
    }

    /** The clock of this machine. */
    static Sleeper ofSystem() {
        return time -> TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
