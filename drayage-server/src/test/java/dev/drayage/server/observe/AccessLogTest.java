package dev.drayage.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.server.http.EndedExchange;
import dev.drayage.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessLogTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-02T03:04:05.678901Z"));

    private static EndedExchange exchange(String path, String user, String agent) {
        return new EndedExchange("GET", path, "", 200, 3, 42, true, Duration.ofMillis(17), "192.0.2.1", user, agent);
    }

    private List<String> lines(EndedExchange... exchanges) {
        try (AccessLog log = new AccessLog(written, problems::add, clock)) {
            for (EndedExchange exchange : exchanges) {
                log.ended(exchange);
            }
        }
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aRequestIsALine() {
        assertThat(lines(exchange("/v2/", "ann", "curl/8"), exchange("/x", "", "")))
                .containsExactly(
                        "{\"time\":\"2026-01-02T03:04:05.678Z\",\"client\":\"192.0.2.1\",\"method\":\"GET\","
                                + "\"path\":\"/v2/\",\"status\":200,\"received\":3,\"bytes\":42,\"ms\":17,"
                                + "\"user\":\"ann\",\"agent\":\"curl/8\"}",
                        "{\"time\":\"2026-01-02T03:04:05.678Z\",\"client\":\"192.0.2.1\",\"method\":\"GET\","
                                + "\"path\":\"/x\",\"status\":200,\"received\":3,\"bytes\":42,\"ms\":17}");
    }

    @Test
    void aResponseThatBrokeOffIsMarked() {
        EndedExchange broken =
                new EndedExchange("GET", "/", "docker.io", 200, 0, 42, false, Duration.ZERO, "192.0.2.1", "", "");

        assertThat(lines(broken))
                .singleElement()
                .asString()
                .contains("\"bytes\":42,\"broken\":\"yes\",", "\"path\":\"/\",\"ns\":\"docker.io\",");
    }

    @Test
    void whatAClientSendsStaysWithinItsLine() {
        List<String> lines = lines(exchange("/a\"}\n{\"status\":1,\r\u2028\u0000\u001b[31m", "a\\\n", "\ud800<b>"));

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .contains("\"path\":\"/a\\\"}\\n{\\\"status\\\":1,\\r\\u2028\\u0000\\u001b[31m\"")
                .contains("\"user\":\"a\\\\\\n\"")
                .contains("\"agent\":\"\\ufffd\\u003cb\\u003e\"");
    }

    @Test
    void longTextIsCut() {
        assertThat(lines(exchange("/" + "x".repeat(100_000), "", "")).get(0).length())
                .isLessThan(1400);
    }

    @Test
    void aStreamThatTakesNothingDelaysNobody() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                written.write(bytes, offset, length);
            }
        };
        try (AccessLog log = new AccessLog(stuck, problems::add, clock)) {
            for (int i = 0; i < 10_000; i++) {
                log.ended(exchange("/" + i, "", ""));
            }
            assertThat(log.dropped()).isBetween(10_000L - 8192 - 1, 10_000L - 8192);
            open.countDown();
        }
        assertThat(written.toString(StandardCharsets.UTF_8).lines().count()).isBetween(8192L, 8193L);
    }

    @Test
    void aStreamThatFailsIsToldOfOnce() {
        assertToldOnce(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
    }

    @Test
    void aStreamOfTheProgramMayFailInAWayOfItsOwn() {
        assertToldOnce(new OutputStream() {
            @Override
            public void write(int b) {
                throw new IllegalStateException("No space left on device");
            }
        });
    }

    private void assertToldOnce(OutputStream full) {
        AccessLog log = new AccessLog(full, problems::add, clock);
        log.ended(exchange("/", "", ""));
        log.close();
        log.ended(exchange("/", "", ""));

        assertThat(problems)
                .containsExactly("the access log cannot be written any more: No space left on device; requests go on"
                        + " without it");
        assertThat(log.dropped()).isEqualTo(2);
    }
}
