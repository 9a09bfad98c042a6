package dev.drayage.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.server.http.FakeRequest;
import dev.drayage.server.http.Received;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<String> problems = new ArrayList<>();
    private int checks;
    private String failure = "";
    private final Health health = new Health(
            () -> {
                checks++;
                if (!failure.isEmpty()) {
                    throw new IOException(failure);
                }
            },
            problems::add,
            clock);

    private Received get(String path) throws IOException {
        return Received.of(health.handle(FakeRequest.get(path)));
    }

    @Test
    void isWellAndReady() throws IOException {
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(get("/readyz").status()).isEqualTo(200);
        assertThat(get("/readyz").text()).isEqualTo("ready\n");
    }

    @Test
    void isNotReadyWhileNothingCanBeReadAndKeepsWhyToItself() throws IOException {
        failure = "oci:/secret/place is gone";
        for (int i = 0; i < 3; i++) {
            assertThat(get("/readyz").status()).isEqualTo(503);
            assertThat(get("/readyz").text()).isEqualTo("not ready\n");
            clock.pass(Duration.ofSeconds(3));
        }
        assertThat(problems).containsExactly("not ready: oci:/secret/place is gone");
        assertThat(get("/healthz").status()).isEqualTo(200);

        failure = "";
        assertThat(get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void checksNoMoreThanEveryOtherSecond() throws IOException {
        for (int i = 0; i < 100; i++) {
            get("/readyz");
        }
        assertThat(checks).isEqualTo(1);
        clock.pass(Duration.ofSeconds(2));
        get("/readyz");
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void isNotReadyOnceItStops() throws IOException {
        health.stop();

        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void canOnlyBeAsked() throws IOException {
        assertThat(Received.of(health.handle(FakeRequest.of("POST", "/healthz")))
                        .status())
                .isEqualTo(405);
    }
}
