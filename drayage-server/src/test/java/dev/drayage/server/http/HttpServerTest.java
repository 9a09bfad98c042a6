package dev.drayage.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.content.Blob;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final HttpLimits LIMITS =
            new HttpLimits(50, 20, 4096, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofSeconds(20));

    private final byte[] content = new byte[300_000];
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;

    private void serve(Handler handler) throws IOException {
        serve(handler, LIMITS, null);
    }

    private void serve(Handler handler, HttpLimits limits, @Nullable ServerSocketChannel bound) throws IOException {
        server = HttpServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                bound,
                null,
                limits,
                handler,
                new ExchangeListener() {
                    @Override
                    public void ended(EndedExchange exchange) {
                        // Not asked here.
                    }

                    @Override
                    public void broke(String method, String path, Throwable cause) {
                        broken.add(method + " " + path + " " + cause.getMessage());
                    }
                });
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private Socket connect() throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(), Objects.requireNonNull(server).port());
    }

    /** What a server sends to these bytes until it closes the connection. */
    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return read(socket);
        }
    }

    private static String read(Socket socket) {
        StringBuilder all = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.append(new String(buffer, 0, read, ISO_8859_1));
            }
        } catch (IOException e) {
            all.append("<reset>");
        }
        return all.toString();
    }

    private String get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void sendsARangeOfABlobAndClosesIt() throws Exception {
        new Random(1).nextBytes(content);
        CountDownLatch closed = new CountDownLatch(1);
        Blob blob = new WatchedBlob(Blob.ofBytes(content), closed);
        serve(request -> Response.of(206).withBody(new Response.Body.Range(blob, 10, 250_000)));
        String response = get("/");
        assertThat(response).startsWith("HTTP/1.1 206").contains("Content-Length: 250000");
        assertThat(body(response)).isEqualTo(new String(content, 10, 250_000, ISO_8859_1));
        closed.await();
    }

    @Test
    void responsesThatHoldThreadsLeaveSomeForOthers() throws Exception {
        CountDownLatch held = new CountDownLatch(Exchange.MOST_HOLDING);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(Exchange.MOST_HOLDING + 1);
        Response.Writer writer = target -> {
            held.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
        int clients = Exchange.MOST_HOLDING + 10;
        serve(
                request -> request.path().equals("/stream")
                        ? Response.of(200).withBody(new Response.Body.Stream(0, writer, closed::countDown))
                        : Response.of(200, "text/plain", "here"),
                new HttpLimits(
                        clients, clients, 4096, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(20)),
                null);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < Exchange.MOST_HOLDING; i++) {
                Socket socket = connect();
                sockets.add(socket);
                socket.getOutputStream()
                        .write("GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(ISO_8859_1));
            }
            held.await();
            assertThat(get("/stream")).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
            assertThat(get("/other")).startsWith("HTTP/1.1 200");
            go.countDown();
            for (Socket socket : sockets) {
                assertThat(read(socket)).startsWith("HTTP/1.1 200");
            }
            closed.await();
            assertThat(get("/stream")).startsWith("HTTP/1.1 200");
        } finally {
            go.countDown();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private record WatchedBlob(Blob blob, CountDownLatch closed) implements Blob {
        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            return blob.readAt(position, target);
        }

        @Override
        public void close() throws IOException {
            blob.close();
            closed.countDown();
        }
    }

    @Test
    void answersHeadWithTheLengthAndNothingElse() throws Exception {
        serve(request -> Response.of(200).withBody(new Response.Body.Range(Blob.ofBytes(content), 0, 300_000)));
        String response = exchange("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 200").contains("Content-Length: 300000");
        assertThat(body(response)).isEmpty();
    }

    @Test
    void aBodyThatFailsBreaksTheConnection() throws Exception {
        serve(request -> Response.of(200)
                .withBody(new Response.Body.Stream(
                        1000,
                        target -> {
                            target.write(ByteBuffer.wrap(new byte[999]));
                            throw new IOException("no more");
                        },
                        () -> {})));
        assertThat(body(get("/"))).hasSizeLessThan(1000);
        assertThat(broken).containsExactly("GET / no more");
    }

    @Test
    void aBlobThatEndsEarlyBreaksTheConnection() throws Exception {
        serve(request -> Response.of(200).withBody(new Response.Body.Range(Blob.ofBytes(content), 0, 300_001)));
        assertThat(body(get("/")).length()).isLessThan(300_001);
    }

    @Test
    void aBlobThatIsNotWhatItShouldBeNeverArrivesWhole() throws Exception {
        new Random(2).nextBytes(content);
        Descriptor right =
                Descriptor.of(MediaTypes.OCTET_STREAM, Digest.compute(DigestAlgorithm.SHA256, content), content.length);
        AtomicInteger found = new AtomicInteger();
        serve(request -> {
            byte[] bytes = content.clone();
            bytes[7] = (byte) (request.path().equals("/bad") ? ~bytes[7] : bytes[7]);
            return Response.of(200)
                    .withBody(new Response.Body.Verified(
                            Blob.ofBytes(bytes), new Verification(right, "memory"), found::incrementAndGet));
        });
        assertThat(body(get("/bad")).length()).isLessThan(content.length);
        assertThat(broken)
                .singleElement()
                .asString()
                .startsWith("GET /bad ")
                .contains(right.digest().hex());
        assertThat(found).hasValue(0);
        assertThat(body(get("/good"))).isEqualTo(new String(content, ISO_8859_1));
        assertThat(found).hasValue(1);
    }

    @Test
    void aStreamOfUnknownLengthIsSentInChunks() throws Exception {
        serve(request -> Response.of(200)
                .withBody(new Response.Body.Stream(
                        -1, target -> target.write(ByteBuffer.wrap("all".getBytes(UTF_8))), () -> {})));
        String twice =
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(exchange(twice)).contains("Transfer-Encoding: chunked").contains("\r\n3\r\nall\r\n0\r\n");
    }

    @Test
    void givesTheHandlerWhatWasAsked() throws Exception {
        serve(request -> Response.of(
                200,
                "text/plain",
                String.join(
                        "|",
                        request.method(),
                        request.path(),
                        request.parameters("tag").toString(),
                        request.header("X-A").orElse("-"),
                        request.origin(),
                        request.client(),
                        new String(request.body().readAllBytes(), UTF_8))));
        String response = exchange("PUT /v2/a/b%3Ac?tag=x&tag=%C3%A9&b HTTP/1.1\r\nHost: reg.example:5000\r\nX-A: 1\r\n"
                + "Content-Length: 4\r\nConnection: close\r\n\r\nbody");
        assertThat(body(response))
                .isEqualTo(new String(
                        "PUT|/v2/a/b:c|[x, é]|1|http://reg.example:5000|127.0.0.1|body".getBytes(UTF_8), ISO_8859_1));
    }

    @Test
    void refusesWhatServersDisagreeAbout() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        serve(request -> {
            asked.incrementAndGet();
            return Response.of(200);
        });
        String rest = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        for (String path : new String[] {
            "/v2/a%2Fb", "/v2/%2e%2e/x", "/v2/..%2f..", "/a%00b", "/v2/a;b/..;/c", "/v2//x", "/%c3%28", "/a\\b"
        }) {
            assertThat(exchange("GET " + path + rest)).as(path).startsWith("HTTP/1.1 400");
        }
        String smuggled = String.join(
                "\r\n",
                List.of(
                        "GET / HTTP/1.1",
                        "Host: localhost",
                        "Content-Length: 5",
                        "Transfer-Encoding: chunked",
                        "",
                        "0",
                        "",
                        "GET /x HTTP/1.1",
                        "",
                        ""));
        assertThat(exchange(smuggled)).startsWith("HTTP/1.1 400").doesNotContain("HTTP/1.1 200");
        assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(exchange("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(5000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(exchange("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(asked).hasValue(0);
    }

    @Test
    void whoIsRefusedGetsTheResponseThoughTheBodyIsNotWanted() throws Exception {
        serve(request -> Response.of(413));
        String head = "PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5000000\r\n\r\n";
        assertThat(exchange(head + "x".repeat(5_000_000)))
                .startsWith("HTTP/1.1 413")
                .doesNotContain("<reset>");
    }

    @Test
    void aHeadThatNeverEndsIsCutOff() throws Exception {
        serve(request -> Response.of(200));
        try (Socket socket = connect()) {
            String response = "";
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(ISO_8859_1));
            // A byte at a time, which no idle timeout sees; bound by count, far beyond the deadline.
            for (int i = 0; i < 1000 && response.isEmpty(); i++) {
                Thread.sleep(100);
                try {
                    socket.getOutputStream().write('a');
                } catch (IOException e) {
                    response = "closed";
                }
            }
            assertThat(response).isEqualTo("closed");
        }
    }

    @Test
    void oneClientCannotTakeAllConnections() throws Exception {
        serve(
                request -> Response.of(200),
                new HttpLimits(50, 2, 4096, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(1)),
                null);
        try (Socket first = connect();
                Socket second = connect();
                Socket third = connect()) {
            assertThat(third.getInputStream().read()).isEqualTo(-1);
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
        assertThat(lets()).isTrue();
    }

    /** Whether a connection is let in again, which the server finds out a moment after the other was closed. */
    private boolean lets() throws Exception {
        for (int i = 0; i < 1000; i++) {
            if (get("/").startsWith("HTTP/1.1 200")) {
                return true;
            }
            Thread.sleep(10);
        }
        return false;
    }

    @Test
    void stopsWhenTransfersHaveEnded() throws Exception {
        Exchanger<String> meeting = new Exchanger<>();
        serve(request -> Response.of(200)
                .withBody(new Response.Body.Stream(
                        3,
                        target -> {
                            try {
                                meeting.exchange("begun");
                                meeting.exchange("go on");
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                            target.write(ByteBuffer.wrap("all".getBytes(UTF_8)));
                        },
                        () -> {})));
        try (Socket socket = connect()) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            meeting.exchange("");
            Thread stopping = new Thread(() -> {
                try {
                    Objects.requireNonNull(server).close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            stopping.start();
            meeting.exchange("");
            assertThat(body(read(socket))).isEqualTo("all");
            stopping.join();
        }
    }

    @Test
    void takesASocketThatListensAlready() throws Exception {
        try (ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            serve(request -> Response.of(204), LIMITS, listening);
            assertThat(((InetSocketAddress) listening.getLocalAddress()).getPort())
                    .isEqualTo(Objects.requireNonNull(server).port());
            assertThat(get("/")).startsWith("HTTP/1.1 204");
        }
    }
}
