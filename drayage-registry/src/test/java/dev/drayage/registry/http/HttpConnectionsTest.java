package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.registry.hosts.SystemCertificates;
import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.Reply.Ending;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as RFC 9112 lets a server frame them, and as it does not. */
@Timeout(60)
class HttpConnectionsTest {
    private static final TransportOptions ONCE = new TransportOptions(
            Duration.ofSeconds(10), Duration.ofSeconds(30), 8, 1, Duration.ZERO, Duration.ZERO, 0, 5, "t");

    private final Transport transport = new Transport(
            new HttpConnections(
                    Proxies.of(Map.of()),
                    origin -> TlsContext.of(TlsSettings.DEFAULT, Optional.empty(), SystemCertificates.of(Map.of())),
                    ONCE.connectTimeout(),
                    ONCE.idleTimeout()),
            ONCE,
            new ManualClock(Instant.parse("2026-11-24T12:00:00Z")),
            (host, text) -> {});
    private Function<WireRequest, Reply> handler = request -> Reply.of(200);
    private final WireServer server = WireServer.start(request -> handler.apply(request));

    @AfterEach
    void stop() {
        server.close();
    }

    private Request request(String method, String path) {
        return Request.of(method, URI.create("http://" + server.authority() + path));
    }

    private String get(String path) throws IOException {
        try (Response response = send(request("GET", path))) {
            return read(response);
        }
    }

    private Response send(Request request) throws IOException {
        return transport.send(request, Authorizer.NOBODY);
    }

    private static String read(Response response) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(1 << 20);
        response.readFully(target);
        return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
    }

    private static Reply raw(String body) {
        return Reply.of(200, body.getBytes(StandardCharsets.UTF_8)).withoutLength();
    }

    @Test
    void readsChunksAndUsesTheConnectionAgain() throws IOException {
        handler = request -> raw("5\r\nhello\r\nA;note=x\r\n, registry\r\n0\r\nX-Trailer: 1\r\n\r\n")
                .with("Transfer-Encoding", "chunked");
        assertThat(get("/1")).isEqualTo("hello, registry");
        assertThat(get("/2")).isEqualTo("hello, registry");
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\nhello", "-5\r\nhello", "5\r\nhello!\r\n", "FFFFFFFFFFFFFFFF\r\nhello"})
    void refusesChunksThatAreNone(String body) {
        handler = request -> raw(body).with("Transfer-Encoding", "chunked");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> get("/"))
                .withMessageContaining("its response is not HTTP/1.1: ");
    }

    @Test
    void readsToTheEndOfTheConnectionWhereNoLengthIsTold() throws IOException {
        handler = request -> raw("all of it").cutAfter(100, Ending.CLOSE);
        assertThat(get("/")).isEqualTo("all of it");
    }

    @Test
    void takesAConnectionThatEndsEarlyForNoAnswer() {
        handler = request -> Reply.of(200, new byte[100]).cutAfter(50, Ending.CLOSE);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/"));
        handler = request ->
                raw("64\r\nhello").with("Transfer-Encoding", "chunked").cutAfter(100, Ending.CLOSE);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/"));
    }

    @Test
    void asksOnANewConnectionWhereTheServerHasClosedTheOldOne() throws IOException {
        handler = request -> Reply.of(200, new byte[] {'x'}).cutAfter(1, Ending.CLOSE);
        for (int i = 0; i < 20; i++) {
            assertThat(get("/" + i)).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-length, 7, its response is not HTTP/1.1: Multiple Content-Length headers",
        "Transfer-Encoding, gzip, its response is not HTTP/1.1: Unsupported transfer encoding"
    })
    void refusesHeadersThatMakeTheEndOfTheBodyUncertain(String name, String value, String message) {
        handler = request -> Reply.of(200, new byte[10]).with(name, value);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/")).withMessageContaining(message);
    }

    @Test
    void readsNoHeadersWithoutEnd() {
        handler = request -> Reply.of(200).with("X-Long", "x".repeat(70_000));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> get("/"))
                .withMessageContaining("a header line of more than 65536 bytes or more than 1000 headers, the limits");
    }

    @Test
    void readsNoHeadersWithoutNumber() {
        Reply many = Reply.of(200);
        for (int i = 0; i < 1001; i++) {
            many = many.with("X-" + i, "x");
        }
        Reply reply = many;
        handler = request -> reply;
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> get("/"))
                .withMessageContaining("a header line of more than 65536 bytes or more than 1000 headers, the limits");
    }

    @Test
    void readsTheHeadersOfAHeadAlone() throws IOException {
        handler = request -> Reply.of(200, new byte[] {'x'}).claiming(1 << 30);
        for (int i = 0; i < 3; i++) {
            try (Response response = send(request("HEAD", "/"))) {
                assertThat(response.headers("content-LENGTH")).containsExactly(String.valueOf(1 << 30));
                assertThat(read(response)).isEmpty();
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"Authorization, 'a\r\nHost: evil'", "'X Y', a", "Content-Length, 5", "Host, other.example"})
    void sendsNoHeaderThatWouldBeReadAsSomethingElse(String name, String value) {
        String header = value.replace("\\r", "\r").replace("\\n", "\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> send(request("GET", "/").withHeader(name, header)));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void hearsARefusalBeforeAllIsSent() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            CountDownLatch heard = new CountDownLatch(1);
            Thread refusing = new Thread(() -> {
                try (Socket client = deaf.accept()) {
                    client.getOutputStream()
                            .write("HTTP/1.1 413 no\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    heard.await();
                } catch (IOException | InterruptedException e) {
                    // Then the client has heard nothing, and says so.
                }
            });
            refusing.start();
            byte[] large = new byte[64 << 20];
            Arrays.fill(large, (byte) 7);
            Request put = Request.of("PUT", URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/"))
                    .withBody(RequestBody.of(large), "x/y");
            try (Response response = send(put)) {
                assertThat(response.status()).isEqualTo(413);
            }
            heard.countDown();
            refusing.join();
        }
    }
}
