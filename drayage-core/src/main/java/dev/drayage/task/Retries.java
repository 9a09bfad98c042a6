package dev.drayage.task;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * The tries of one thing, until it has failed too often or for too long. For one thread at a time.
 *
 * <p>Whoever tries says what failed and whether that came closer; this counts and waits.
 */
public final class Retries {
    private final Sleeper sleeper;
    private final Backoff backoff;
    private final int attempts;
    private final long start;
    private final long timeout;
    private final String doing;
    private int failures;

    private Retries(Sleeper sleeper, Backoff backoff, int attempts, long timeout, String doing) {
        this.sleeper = sleeper;
        this.backoff = backoff;
        this.attempts = attempts;
        this.start = sleeper.nanoTime();
        this.timeout = timeout;
        this.doing = doing;
    }

    /**
     * So many tries, 1 or more.
     *
     * @param doing what the thread does between them, for the message if it is interrupted, as {@code waiting for a reply}
     */
    public static Retries ofAttempts(int attempts, Sleeper sleeper, Backoff backoff, String doing) {
        return new Retries(sleeper, backoff, attempts, Long.MAX_VALUE, doing);
    }

    /** Any number of tries within this time from now on, and one at least. */
    public static Retries within(Duration timeout, Sleeper sleeper, Backoff backoff, String doing) {
        return new Retries(sleeper, backoff, Integer.MAX_VALUE, timeout.toNanos(), doing);
    }

    /** Counts a failure, and says whether to try again. */
    public boolean failed() {
        failures++;
        return failures < attempts && sleeper.nanoTime() - start < timeout;
    }

    /** Forgets the failures so far: the next is the first of what is left to do. */
    public void progressed() {
        failures = 0;
    }

    /** How many tries have failed since the last progress. */
    public int failures() {
        return failures;
    }

    /**
     * Waits as long as is right after the failures so far.
     *
     * @throws InterruptedIOException if the thread is interrupted
     */
    public void pause() throws InterruptedIOException {
        pause(Duration.ZERO);
    }

    /** The same, or as long as the other side asks for where that is longer. */
    public void pause(Duration asked) throws InterruptedIOException {
        Duration own = backoff.after(failures);
        sleeper.sleep(asked.compareTo(own) > 0 ? asked : own, doing);
    }
}
