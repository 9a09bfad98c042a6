package dev.drayage.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.server.http.FakeRequest;
import dev.drayage.server.http.Received;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientRatesTest {
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final ClientRates rates = new ClientRates(request -> Response.of(200), 2, 4, nanos::get);

    private int status(String client) throws IOException {
        return received(client).status();
    }

    private Received received(String client) throws IOException {
        return Received.of(rates.handle(FakeRequest.get("/v2/").from(client)));
    }

    private void pass(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void letsABurstThroughAndThenSoManyASecond() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(status("192.0.2.1")).isEqualTo(200);
        }
        assertThat(status("192.0.2.1")).isEqualTo(429);
        pass(0.5);
        assertThat(status("192.0.2.1")).isEqualTo(200);
        assertThat(status("192.0.2.1")).isEqualTo(429);
        pass(1000);
        for (int i = 0; i < 4; i++) {
            assertThat(status("192.0.2.1")).isEqualTo(200);
        }
        assertThat(status("192.0.2.1")).isEqualTo(429);
    }

    @Test
    void saysWhenToTryAgain() throws IOException {
        for (int i = 0; i < 4; i++) {
            status("192.0.2.1");
        }

        Received refused = received("192.0.2.1");

        assertThat(refused.header("Retry-After")).contains("1");
        assertThat(refused.text()).contains("\"code\":\"TOOMANYREQUESTS\"");
    }

    @Test
    void countsEachAddressForItself() throws IOException {
        for (int i = 0; i < 5; i++) {
            status("192.0.2.1");
        }

        assertThat(status("192.0.2.1")).isEqualTo(429);
        assertThat(status("192.0.2.2")).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1:ffff:0:0:9, 429",
        "[2001:db8:0:1:0:0:0:1], 2001:db8:0:1:0:0:0:2, 429",
        "2001:db8::1, 2001:db8:0:0:1:2:3:4, 429",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:2:0:0:0:1, 200",
        "192.0.2.1, 192.0.2.10, 200",
    })
    void countsANetworkOfIpv6AsOneClient(String first, String other, int status) throws IOException {
        for (int i = 0; i < 4; i++) {
            status(first);
        }

        assertThat(status(other)).isEqualTo(status);
    }

    @Test
    void remembersNoMoreClientsThanItHasRoomFor() throws IOException {
        for (int i = 0; i < 5; i++) {
            status("192.0.2.1");
        }
        for (int i = 0; i < 20_000; i++) {
            status("10." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff));
        }

        assertThat(status("192.0.2.1")).isEqualTo(200);
    }

    @Test
    void refusesARateThatAllowsNothing() {
        assertThatThrownBy(() -> new ClientRates(request -> Response.of(200), 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientRates(request -> Response.of(200), Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientRates(request -> Response.of(200), 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
