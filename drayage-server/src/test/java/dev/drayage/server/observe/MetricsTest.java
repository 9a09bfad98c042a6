package dev.drayage.server.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.server.http.EndedExchange;
import dev.drayage.server.http.FakeRequest;
import dev.drayage.server.http.Received;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {
    /** A comment or a sample, as the text format has them. */
    private static final Pattern LINE = Pattern.compile("# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))"
            + "|[a-z_]+(\\{[a-z]+=\"[^\"\\\\]*\"(,[a-z]+=\"[^\"\\\\]*\")*\\})? [0-9.E-]+");

    private final Metrics metrics = new Metrics(new ManualClock(Instant.ofEpochSecond(1000)));

    private void ended(String method, String path, int status, Duration time) {
        metrics.ended(new EndedExchange(method, path, "", status, 5, 7, true, time, "192.0.2.1", "", ""));
    }

    private String text() throws IOException {
        Received received = Received.of(metrics.handle(FakeRequest.get("/metrics")));
        assertThat(received.status()).isEqualTo(200);
        assertThat(received.header("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(received.text()).endsWith("\n");
        assertThat(received.text().lines()).allMatch(line -> LINE.matcher(line).matches());
        return received.text();
    }

    @Test
    void countsRequestsByMethodRouteAndStatus() throws IOException {
        ended("GET", "/v2/a/manifests/v1", 200, Duration.ofMillis(3));
        ended("GET", "/v2/b/c/manifests/v2", 200, Duration.ofMillis(20));
        ended("HEAD", "/v2/a/manifests/v1", 404, Duration.ofSeconds(40));
        ended("BREW", "/v2/\"}\n", 400, Duration.ZERO);

        assertThat(text())
                .contains("dray_http_requests_total{method=\"GET\",route=\"manifests\",status=\"200\"} 2\n")
                .contains("dray_http_requests_total{method=\"HEAD\",route=\"manifests\",status=\"404\"} 1\n")
                .contains("dray_http_requests_total{method=\"other\",route=\"other\",status=\"400\"} 1\n")
                .contains("dray_http_received_bytes_total 20\n")
                .contains("dray_http_sent_bytes_total 28\n")
                .contains("dray_http_broken_total 0\n")
                .contains("process_start_time_seconds 1000\n");
    }

    @Test
    void countsHowLongTheyTook() throws IOException {
        ended("GET", "/v2/a/manifests/v1", 200, Duration.ofMillis(3));
        ended("GET", "/v2/a/manifests/v1", 200, Duration.ofMillis(5));
        ended("GET", "/v2/a/manifests/v1", 200, Duration.ofMillis(20));
        ended("GET", "/v2/a/manifests/v1", 200, Duration.ofHours(2));

        assertThat(text())
                .contains("dray_http_request_duration_seconds_bucket{route=\"manifests\",le=\"0.005\"} 2\n")
                .contains("dray_http_request_duration_seconds_bucket{route=\"manifests\",le=\"0.025\"} 3\n")
                .contains("dray_http_request_duration_seconds_bucket{route=\"manifests\",le=\"1800\"} 3\n")
                .contains("dray_http_request_duration_seconds_bucket{route=\"manifests\",le=\"+Inf\"} 4\n")
                .contains("dray_http_request_duration_seconds_sum{route=\"manifests\"} 7200.028\n")
                .contains("dray_http_request_duration_seconds_count{route=\"manifests\"} 4\n");
    }

    @Test
    void clientsDoNotDecideHowManyNumbersThereAre() throws IOException {
        ended("GET", "/", 200, Duration.ZERO);
        long lines = text().lines().count();
        for (int i = 0; i < 1000; i++) {
            ended("GET", "/x" + i, 200, Duration.ZERO);
        }

        assertThat(text().lines().count()).isEqualTo(lines);
    }

    @Test
    void asksForOtherNumbersWhenTheyAreWanted() throws IOException {
        AtomicLong uploads = new AtomicLong(3);
        metrics.gauge("dray_uploads_open", "Uploads that\nare open.", uploads::get);
        metrics.counter("dray_cache_hits_total", "Found in the cache.", () -> 9);

        assertThat(text()).contains("""
                        # HELP dray_uploads_open Uploads that\\nare open.
                        # TYPE dray_uploads_open gauge
                        dray_uploads_open 3
                        """).contains("# TYPE dray_cache_hits_total counter\ndray_cache_hits_total 9\n");
        uploads.set(4);
        assertThat(text()).contains("dray_uploads_open 4\n");
        assertThatThrownBy(() -> metrics.gauge("a b", "", () -> 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBrokenResponseIsCounted() throws IOException {
        metrics.ended(new EndedExchange("GET", "/", "", 200, 0, 7, false, Duration.ZERO, "192.0.2.1", "", ""));

        assertThat(text()).contains("dray_http_broken_total 1\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/, ping",
        "/v2, ping",
        "/v2/_catalog, catalog",
        "/v2/a/b/manifests/v1, manifests",
        "/v2/a/b/blobs/sha256:0, blobs",
        "/v2/a/b/blobs/uploads/, uploads",
        "/v2/a/b/blobs/uploads/1, uploads",
        "/v2/a/b/tags/list, tags",
        "/v2/a/b/referrers/sha256:0, referrers",
        "/v2/a, other",
        "/v2//////, other",
        "/archives/a:v1.tar, archives",
        "/healthz, operations",
        "/metrics, operations",
        "/, page",
        "'', page",
        "/anything, page",
    })
    void aPathIsOfOneOfFewRoutes(String path, String route) {
        assertThat(RouteLabel.of(path)).isEqualTo(route);
    }

    @Test
    void numbersCanOnlyBeRead() throws IOException {
        assertThat(Received.of(metrics.handle(FakeRequest.of("POST", "/metrics")))
                        .status())
                .isEqualTo(405);
    }
}
