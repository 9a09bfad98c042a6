package dev.drayage.task;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How to wait for others.
 *
 * @param clock what time it is
 * @param pause how to wait
 */
public record Sleeper(InstantSource clock, Pause pause) {

    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Returns after about this time.
         *
         * @throws InterruptedIOException if the thread is interrupted, which it then still is
         */
        void pause(Duration time) throws InterruptedIOException;
    }

    /** The system's clock, and sleep. */
    public static Sleeper ofSystem() {
        return new Sleeper(InstantSource.system(), Sleeper::sleep);
    }

    private static void sleep(Duration time) throws InterruptedIOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for another writer");
        }
    }
}
