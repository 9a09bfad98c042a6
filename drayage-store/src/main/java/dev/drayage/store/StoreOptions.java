package dev.drayage.store;

import dev.drayage.task.Sleeper;
import dev.drayage.task.Sleeper.Pause;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How a local store waits and for how long it keeps things.
 *
 * @param clock what time it is
 * @param pause how to wait
 * @param refPatience how long to wait for a writer that has the ref, before that is reported as unavailable
 * @param databasePatience how long to wait for other processes that write to the database
 * @param retention how long an ingest that nobody goes on with is kept, and content that was written without a lease
 */
public record StoreOptions(
        InstantSource clock, Pause pause, Duration refPatience, Duration databasePatience, Duration retention) {

    /** The system's clock; two seconds for a ref, as containerd has it, a minute for the database; a day. */
    public static StoreOptions defaults() {
        return new StoreOptions(
                InstantSource.system(),
                Sleeper.ofSystem().pause(),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofHours(24));
    }

    /** The same with another clock. */
    public StoreOptions withClock(InstantSource other) {
        return new StoreOptions(other, pause, refPatience, databasePatience, retention);
    }

    /** The same with another way to wait. */
    public StoreOptions withPause(Pause other) {
        return new StoreOptions(clock, other, refPatience, databasePatience, retention);
    }

    /** The same with another wait for refs, 0 for none. */
    public StoreOptions withRefPatience(Duration other) {
        return new StoreOptions(clock, pause, other, databasePatience, retention);
    }

    /** The same with another wait for the database, 0 for none. */
    public StoreOptions withDatabasePatience(Duration other) {
        return new StoreOptions(clock, pause, refPatience, other, retention);
    }

    /** The same with another time to keep what nothing holds. */
    public StoreOptions withRetention(Duration other) {
        return new StoreOptions(clock, pause, refPatience, databasePatience, other);
    }

    Sleeper waiting() {
        return new Sleeper(clock, pause);
    }
}
