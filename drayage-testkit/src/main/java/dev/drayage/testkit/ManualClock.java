package dev.drayage.testkit;

import dev.drayage.task.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that only goes on by being slept on, which takes no time, and by what a test lets pass. Thread-safe. */
@SuppressWarnings("exports") // for tests of ours: only their options take a clock
public final class ManualClock implements Sleeper {
    private final Instant start;
    private final List<Duration> slept = new ArrayList<>();
    private Duration passed = Duration.ZERO;

    /** A clock that shows this time. */
    public ManualClock(Instant start) {
        this.start = start;
    }

    /** A clock that shows a time later than that of any file that a test makes, whose age may count too. */
    public static ManualClock afterAllFiles() {
        return new ManualClock(Instant.parse("2100-11-24T12:00:00.123456789Z"));
    }

    @Override
    public synchronized long nanoTime() {
        return passed.toNanos();
    }

    @Override
    public synchronized Instant instant() {
        return start.plus(passed);
    }

    @Override
    public synchronized void sleep(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        slept.add(time);
        passed = passed.plus(time);
    }

    /** Lets time pass. */
    public synchronized void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** Every sleep so far. */
    public synchronized List<Duration> slept() {
        return List.copyOf(slept);
    }
}
