package dev.drayage.s3.client;

import dev.drayage.task.Sleeper;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * How fast requests follow each other. A service that asks for fewer gets half as many, again and again until it is
 * content or one a second is left; then it is asked a little faster each time. Thread-safe.
 */
final class RequestPace {
    private static final long FIRST_GAP = Duration.ofMillis(10).toNanos();
    private static final long LONGEST_GAP = Duration.ofSeconds(1).toNanos();
    private static final long NO_GAP = Duration.ofMillis(1).toNanos();

    private final Sleeper sleeper;
    private long gap;
    private long next;

    RequestPace(Sleeper sleeper) {
        this.sleeper = sleeper;
        this.next = sleeper.nanoTime();
    }

    /** Returns when the next request may be sent. */
    void await() throws InterruptedIOException {
        long wait;
        synchronized (this) {
            if (gap == 0) {
                return;
            }
            long now = sleeper.nanoTime();
            next = Math.max(now, next) + gap;
            wait = next - now;
        }
        sleeper.sleep(Duration.ofNanos(wait), "waiting for a service that asks for fewer requests");
    }

    /** The service asked for fewer. */
    synchronized void throttled() {
        gap = Math.min(LONGEST_GAP, Math.max(FIRST_GAP, gap * 2));
    }

    /** The service did what it was asked for. */
    synchronized void served() {
        gap = gap * 9 / 10;
        if (gap < NO_GAP) {
            gap = 0;
        }
    }

    /** Between two requests, in nanoseconds. */
    synchronized long gap() {
        return gap;
    }
}
