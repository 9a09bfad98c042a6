package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts that allow so many requests in so much time. */
@Timeout(60)
class LimitWaitsTest {
    private final ManualClock time = new ManualClock(Instant.parse("2026-11-24T12:00:00Z"));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Function<WireRequest, Reply> handler = request -> Reply.of(200);
    private final WireServer server = WireServer.start(request -> handler.apply(request));

    @AfterEach
    void stop() {
        server.close();
    }

    private Transport transport(Duration longest) {
        TransportOptions options = TransportOptions.defaults();
        HttpConnections connections = new HttpConnections(
                Proxies.of(Map.of()),
                origin -> {
                    throw new AssertionError("no TLS here");
                },
                options.connectTimeout(),
                options.idleTimeout());
        LimitWaits limits =
                new LimitWaits(longest, time, (host, wait, why) -> told.add(host + " " + wait.toSeconds() + " " + why));
        return new Transport(connections, options, time, (host, text) -> {}, limits);
    }

    private int get(Transport transport) throws IOException {
        URI uri = URI.create("http://" + server.authority() + "/v2/app/manifests/v1");
        try (Response response = transport.send(Request.of("GET", uri), Authorizer.NOBODY)) {
            return response.status();
        }
    }

    private static Reply limited(Reply reply) {
        return reply.with("RateLimit-Limit", "100;w=21600").with("RateLimit-Remaining", "0;w=21600");
    }

    @Test
    void waitsAsLongAsItIsAskedToAndTellsSo() throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> count.incrementAndGet() <= 8 ? Reply.of(429).with("Retry-After", "300") : Reply.of(200);

        assertThat(get(transport(Duration.ofHours(1)))).isEqualTo(200);

        assertThat(time.slept()).isEqualTo(Collections.nCopies(8, Duration.ofMinutes(5)));
        assertThat(told).isEqualTo(Collections.nCopies(8, server.authority() + " 300 it was asked too often"));
    }

    @Test
    void waitsUntilTheLimitHasRoomWhereNothingIsAsked() throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> switch (count.incrementAndGet()) {
            case 1 -> limited(Reply.of(200));
            case 2, 3 -> Reply.of(429);
            default -> Reply.of(200);
        };
        Transport transport = transport(Duration.ofHours(1));

        assertThat(get(transport)).isEqualTo(200);
        assertThat(get(transport)).isEqualTo(200);

        assertThat(time.slept()).containsExactly(Duration.ofSeconds(216), Duration.ofSeconds(216));
        assertThat(told)
                .containsOnly(server.authority() + " 216 its limit of 100 requests in 6h is used up")
                .hasSize(2);
    }

    @Test
    void waitsNoLongerInAllThanItMay() throws IOException {
        handler = request -> Reply.of(429).with("Retry-After", "1000");

        assertThat(get(transport(Duration.ofSeconds(2500)))).isEqualTo(429);

        assertThat(time.slept()).hasSize(2);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void waitsNotAtAllWhereTheEndOfTimeIsAsked() throws IOException {
        handler = request -> Reply.of(429).with("Retry-After", "99999999999999999999");

        assertThat(get(transport(Duration.ofDays(1)))).isEqualTo(429);

        assertThat(time.slept()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void limitsThatAreNoneChangeNothing() throws IOException {
        for (String limit : List.of("0;w=21600", "100", "many;w=few", ";w=1", "-1;w=60", "100;w=")) {
            handler = request -> Reply.of(429).with("ratelimit-limit", limit);
            int before = time.slept().size();

            assertThat(get(transport(Duration.ofDays(1)))).isEqualTo(429);

            assertThat(time.slept())
                    .as(limit)
                    .hasSize(before + TransportOptions.defaults().attempts() - 1);
        }
        assertThat(told).isEmpty();
    }
}
