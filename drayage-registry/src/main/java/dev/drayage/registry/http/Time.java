package dev.drayage.registry.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clock that waits are measured and slept by; tests have one that does not wait. */
public interface Time {

    /** A clock for differences, in nanoseconds. */
    long nanos();

    /** The time of day, for dates that a registry names. */
    Instant now();

    /** Waits, not at all for zero or less. */
    void sleep(Duration duration) throws InterruptedException;

    /** The clock of this machine. */
    static Time system() {
        return new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(duration.toNanos());
            }
        };
    }
}
