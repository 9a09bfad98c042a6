package dev.drayage.store;

import dev.drayage.task.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that only tests move; waiting moves it too. */
final class TestClock implements InstantSource, Sleeper.Pause {
    /** Later than any file that a test makes, whose age counts too. */
    private Instant now = Instant.parse("2100-11-24T12:00:00.123456789Z");

    /** Options of a store that lives by this clock. */
    StoreOptions options() {
        return StoreOptions.defaults().withClock(this).withPause(this);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void pause(Duration time) {
        now = now.plus(time);
    }
}
