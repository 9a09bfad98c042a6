package dev.drayage.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExchangeLogTest {
    private static final int LARGE = 64 << 20;

    private final BlockingQueue<EndedExchange> ended = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.start(address, null, null, HttpLimits.defaults(), ExchangeLogTest::respond, ended::add);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static Response respond(Request request) throws IOException {
        request.sentBy(request.header("X-User").orElse(""));
        return switch (request.path()) {
            case "/text" -> Response.of(200, "text/plain", "hello");
            case "/large" -> Response.of(200).withBody(new Response.Body.Range(new Zeros(), 0, LARGE));
            case "/echo" -> Response.of(201, "text/plain", request.body().readAllBytes());
            case "/broken" ->
                Response.of(200)
                        .withBody(new Response.Body.Stream(
                                10,
                                target -> {
                                    target.write(ByteBuffer.wrap(new byte[3]));
                                    throw new IOException("no more");
                                },
                                () -> {}));
            default -> Response.of(404);
        };
    }

    private record Zeros() implements Blob {
        @Override
        public long size() {
            return LARGE;
        }

        @Override
        public int readAt(long position, ByteBuffer target) {
            int count = (int) Math.min(target.remaining(), LARGE - position);
            target.put(new byte[count]);
            return count;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private Socket send(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return socket;
    }

    private EndedExchange exchange(String request) throws Exception {
        try (Socket socket = send(request)) {
            socket.getInputStream().readAllBytes();
        }
        EndedExchange found = ended.poll(30, TimeUnit.SECONDS);
        assertThat(found).isNotNull();
        return found;
    }

    private static String request(String line, String... headers) {
        return line + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + String.join("", headers) + "\r\n";
    }

    @Test
    void aRequestIsToldOfWhenItHasEnded() throws Exception {
        EndedExchange found = exchange(request("GET /text?secret=1", "User-Agent: test/1\r\n", "X-User: ann\r\n"));

        assertThat(found.method()).isEqualTo("GET");
        assertThat(found.path()).isEqualTo("/text");
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.sent()).isEqualTo(5);
        assertThat(found.isWhole()).isTrue();
        assertThat(found.client()).isEqualTo("127.0.0.1");
        assertThat(found.user()).isEqualTo("ann");
        assertThat(found.userAgent()).isEqualTo("test/1");
    }

    @Test
    void bodiesAreCounted() throws Exception {
        EndedExchange echoed = exchange(request("POST /echo", "Content-Length: 7\r\n") + "1234567");
        assertThat(echoed.received()).isEqualTo(7);
        assertThat(echoed.sent()).isEqualTo(7);
        assertThat(echoed.status()).isEqualTo(201);

        EndedExchange large = exchange(request("GET /large"));
        assertThat(large.sent()).isEqualTo(LARGE);
        assertThat(large.isWhole()).isTrue();

        EndedExchange head = exchange(request("HEAD /large"));
        assertThat(head.sent()).isZero();
        assertThat(head.isWhole()).isTrue();
    }

    @Test
    void aResponseThatBreaksOffIsNotWhole() throws Exception {
        EndedExchange broken = exchange(request("GET /broken"));

        assertThat(broken.isWhole()).isFalse();
    }

    @Test
    void aClientThatGoesAwayIsToldOfToo() throws Exception {
        try (Socket socket = send(request("GET /large"))) {
            assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
            socket.setSoLinger(true, 0);
        }
        EndedExchange found = ended.poll(30, TimeUnit.SECONDS);

        assertThat(found).isNotNull();
        assertThat(found.isWhole()).isFalse();
        assertThat(found.sent()).isLessThan(LARGE);
    }

    @Test
    void whatIsNoRequestIsToldOfToo() throws Exception {
        assertThat(exchange(request("GET /%zz")).status()).isEqualTo(400);
        assertThat(exchange(request("GET /none")).status()).isEqualTo(404);
    }

    @Test
    void connectionsAreCounted() throws Exception {
        try (Socket socket = send("GET /text HTTP/1.1\r\nHost: a\r\n\r\n")) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
