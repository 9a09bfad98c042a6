package dev.drayage.s3.client;

import java.time.Duration;

/**
 * How much is asked for at once, and how long is waited.
 *
 * @param connections how many requests are under way at the same time, 2 or more
 * @param attempts how often one is sent before it has failed
 * @param connectTimeout within which a connection has to be there
 * @param idleTimeout within which something has to come
 * @param firstWait before the second attempt
 * @param longestWait between two attempts
 * @param page how many objects a listing asks for, at most 1000
 * @param copyBytes how large an object may be that is copied with one request; more is copied in parts
 * @param copyPart how large such parts are
 */
public record S3Limits(
        int connections,
        int attempts,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration firstWait,
        Duration longestWait,
        int page,
        long copyBytes,
        long copyPart) {
    /** What suits services of AWS and those beside it. */
    public static final S3Limits DEFAULT = new S3Limits(
            32,
            8,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofSeconds(20),
            1000,
            5L << 30,
            512L << 20);
}
