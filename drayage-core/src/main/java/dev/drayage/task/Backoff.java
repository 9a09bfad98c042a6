package dev.drayage.task;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before another try: twice as long each time, up to a limit.
 *
 * @param first the wait after the first failure
 * @param longest the limit
 * @param part what part of that is waited in the end, 0 to 1; a random one keeps many clients from coming back at the same
 *     moment
 */
public record Backoff(Duration first, Duration longest, DoubleSupplier part) {

    /** Waits of exactly that length. */
    public Backoff(Duration first, Duration longest) {
        this(first, longest, () -> 1);
    }

    /**
     * Waits of between half and all of that length.
     *
     * @param random numbers from 0 to 1
     */
    public static Backoff withJitter(Duration first, Duration longest, DoubleSupplier random) {
        return new Backoff(first, longest, () -> 0.5 + random.getAsDouble() / 2);
    }

    /** The wait after so many failures, 1 or more. */
    public Duration after(int failures) {
        double doubled = (double) first.toNanos() * Math.pow(2, failures - 1);
        return Duration.ofNanos((long) (Math.min(doubled, (double) longest.toNanos()) * part.getAsDouble()));
    }
}
