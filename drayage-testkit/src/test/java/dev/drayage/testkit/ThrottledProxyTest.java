package dev.drayage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.ThrottledProxy;
import dev.drayage.testkit.http.WireServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottledProxyTest {
    @Test
    void changesNothingOfWhatGoesThroughAndTakesItsTime() throws IOException, InterruptedException {
        byte[] bytes = ImageBuilder.noise(8, 500_000);
        try (WireServer server = WireServer.start(request -> Reply.of(200, bytes))) {
            int port = URI.create("http://" + server.authority()).getPort();
            Duration roundTrip = Duration.ofMillis(20);
            try (ThrottledProxy proxy = ThrottledProxy.start(
                    0, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), roundTrip, 10_000_000)) {
                long begin = System.nanoTime();
                HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create("http://" + proxy.authority() + "/x"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                long took = System.nanoTime() - begin;
                assertThat(answer.body()).isEqualTo(bytes);
                // It may take longer on a busy machine, but no less than the wire would.
                assertThat(Duration.ofNanos(took)).isGreaterThan(roundTrip.plusMillis(45));
            }
        }
    }
}
