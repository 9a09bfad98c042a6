package dev.drayage.registry.http;

import java.time.Duration;

/**
 * Timeouts, retries and limits of requests.
 *
 * @param connectTimeout how long a connection may take to come about: a packet that is lost is sent again after one
 *     second, so two are enough for that
 * @param idleTimeout how long a response may give nothing, or next to nothing
 * @param connectionsPerHost requests under way to one host at once, 1 or more
 * @param attempts how often a request is made before it counts as failed, 1 or more
 * @param firstDelay what is waited before the second attempt, and about twice as long before each further one
 * @param maxDelay the longest wait, even where the registry asks for more
 * @param bytesPerSecond how much goes over the wire both ways together; 0 for as much as there is room for
 * @param maxRedirects how many redirects are followed for one request
 * @param userAgent what the client calls itself
 */
public record TransportOptions(
        Duration connectTimeout,
        Duration idleTimeout,
        int connectionsPerHost,
        int attempts,
        Duration firstDelay,
        Duration maxDelay,
        long bytesPerSecond,
        int maxRedirects,
        String userAgent) {

    /** Checks the ranges. */
    public TransportOptions {
        if (connectionsPerHost < 1 || attempts < 1 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("connections and attempts must be 1 or more, a rate 0 or more: "
                    + connectionsPerHost + ", " + attempts + ", " + bytesPerSecond);
        }
    }

    /** What suits a registry on the internet. */
    public static TransportOptions defaults() {
        return new TransportOptions(
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                8,
                6,
                Duration.ofMillis(400),
                Duration.ofSeconds(60),
                0,
                10,
                "drayage");
    }
}
