package dev.drayage.store;

import dev.drayage.task.Sleeper;
import java.time.Duration;

/**
 * How a local store waits and for how long it keeps things.
 *
 * @param clock what time it is, and how to wait
 * @param refTimeout how long to wait for a writer that has the ref, before that is reported as unavailable; 0 for not at all
 * @param databaseTimeout how long to wait for other processes that write to the database; 0 for not at all
 * @param retention how long an ingest that nobody goes on with is kept, and content that was written without a lease
 */
@SuppressWarnings("exports") // the clock is for tests of ours: nobody else has to name it
public record StoreOptions(Sleeper clock, Duration refTimeout, Duration databaseTimeout, Duration retention) {

    /** The system's clock; two seconds for a ref, as containerd has it, a minute for the database; a day. */
    public static StoreOptions defaults() {
        return new StoreOptions(Sleeper.ofSystem(), Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofHours(24));
    }

    /** The same with another clock. */
    public StoreOptions withClock(Sleeper other) {
        return new StoreOptions(other, refTimeout, databaseTimeout, retention);
    }

    /** The same with another wait for refs, 0 for none. */
    public StoreOptions withRefTimeout(Duration other) {
        return new StoreOptions(clock, other, databaseTimeout, retention);
    }

    /** The same with another wait for the database, 0 for none. */
    public StoreOptions withDatabaseTimeout(Duration other) {
        return new StoreOptions(clock, refTimeout, other, retention);
    }

    /** The same with another time to keep what nothing holds. */
    public StoreOptions withRetention(Duration other) {
        return new StoreOptions(clock, refTimeout, databaseTimeout, other);
    }
}
