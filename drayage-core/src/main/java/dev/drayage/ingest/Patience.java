package dev.drayage.ingest;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How to wait for others.
 *
 * @param clock what time it is
 * @param pause how to wait
 */
public record Patience(InstantSource clock, Pause pause) {

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
    public static Patience ofSystem() {
        return new Patience(InstantSource.system(), Patience::sleep);
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
