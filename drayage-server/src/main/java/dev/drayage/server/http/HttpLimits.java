package dev.drayage.server.http;

import java.time.Duration;

/**
 * What clients may take of a server.
 *
 * @param maxConnections how many may be open at once, 1 or more; others wait to be accepted
 * @param maxConnectionsOfClient how many of them one address may have, 1 or more; more are closed at once
 * @param maxHeadBytes the largest head of a request, in bytes
 * @param idleTimeout how long nothing may move on a connection before it is closed
 * @param headTimeout how long the head of a request may take from its first byte
 * @param stopTimeout how long requests that are under way may go on once the server stops
 */
public record HttpLimits(
        int maxConnections,
        int maxConnectionsOfClient,
        int maxHeadBytes,
        Duration idleTimeout,
        Duration headTimeout,
        Duration stopTimeout) {

    /** For the public internet, in 128 MB. */
    public static HttpLimits defaults() {
        return new HttpLimits(
                1000, 100, 16 << 10, Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    /** The same with another time for what is under way to end; zero to break it off at once. */
    public HttpLimits withStopTimeout(Duration time) {
        return new HttpLimits(maxConnections, maxConnectionsOfClient, maxHeadBytes, idleTimeout, headTimeout, time);
    }

    /**
     * The same with as many connections, of which one address may have a tenth, or a hundred if that is more.
     *
     * @throws IllegalArgumentException if there are none
     */
    public HttpLimits withMaxConnections(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("a server needs a connection or more, not " + number);
        }
        return new HttpLimits(
                number,
                Math.min(number, Math.max(100, number / 10)),
                maxHeadBytes,
                idleTimeout,
                headTimeout,
                stopTimeout);
    }
}
