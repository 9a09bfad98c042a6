package dev.drayage.store;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Times as the database has them. */
final class Times {
    private Times() {}

    /** Nanoseconds since 1970, which last until 2262. */
    static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
