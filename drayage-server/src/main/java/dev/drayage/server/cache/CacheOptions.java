package dev.drayage.server.cache;

import java.time.Duration;
import java.time.InstantSource;

/**
 * What a cache asks for again, and how much it keeps.
 *
 * @param revalidate how long a tag is served without asking the upstream whether it still means the same; 0 to ask each
 *     time
 * @param maxSize how many bytes are kept, fetches under way included; 0 for no limit
 * @param clock what time it is
 */
public record CacheOptions(Duration revalidate, long maxSize, InstantSource clock) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is negative
     */
    public CacheOptions {
        if (revalidate.isNegative()) {
            throw new IllegalArgumentException(
                    "the time before tags are asked for again must not be negative: " + revalidate);
        }
        if (maxSize < 0) {
            throw new IllegalArgumentException("the size of a cache must not be negative: " + maxSize);
        }
    }

    /** Tags are asked for again after a minute, everything is kept, and the time is the system's. */
    public static CacheOptions defaults() {
        return new CacheOptions(Duration.ofMinutes(1), 0, InstantSource.system());
    }

    /** The same with another time before tags are asked for again. */
    public CacheOptions withRevalidate(Duration other) {
        return new CacheOptions(other, maxSize, clock);
    }

    /** The same with another limit, 0 for none. */
    public CacheOptions withMaxSize(long bytes) {
        return new CacheOptions(revalidate, bytes, clock);
    }

    /** The same with another clock. */
    public CacheOptions withClock(InstantSource other) {
        return new CacheOptions(revalidate, maxSize, other);
    }
}
