package dev.drayage.registry.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A clock that only goes on by being slept on, which takes no time. */
public final class ManualTime implements Time {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final List<Duration> slept = Collections.synchronizedList(new ArrayList<>());
    private Duration passed = Duration.ZERO;

    @Override
    public synchronized long nanos() {
        return passed.toNanos();
    }

    @Override
    public synchronized Instant now() {
        return START.plus(passed);
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        slept.add(duration);
        passed = passed.plus(duration);
    }

    /** Lets time pass. */
    public synchronized void pass(Duration duration) {
        passed = passed.plus(duration);
    }

    /** Every sleep so far. */
    public List<Duration> slept() {
        return List.copyOf(slept);
    }
}
