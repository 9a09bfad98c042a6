package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.Reply.Ending;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests do, whatever encrypts them. */
@Timeout(60)
abstract class TransportContract {
    private static final TransportOptions MANNERS = new TransportOptions(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            2,
            4,
            Duration.ofMillis(400),
            Duration.ofSeconds(60),
            0,
            5,
            "drayage-test");

    private static final class Secret implements Authorizer {
        private final AtomicInteger challenges = new AtomicInteger();

        @Override
        public Optional<String> authorization() {
            return Optional.of("Basic c2VjcmV0");
        }

        @Override
        public boolean challenged(URI uri, List<String> asked) {
            challenges.incrementAndGet();
            return false;
        }
    }

    /** What the server listens with. */
    abstract ServerSocketFactory sockets();

    /** How the client encrypts; empty if it does not. */
    abstract Optional<SSLContext> tls();

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final ManualClock time = new ManualClock(Instant.parse("2026-11-24T12:00:00Z"));
    private Transport transport = transport(MANNERS);
    private Function<WireRequest, Reply> handler = request -> Reply.of(200);
    private WireServer server = WireServer.start(request -> Reply.of(200));

    @BeforeEach
    void start() {
        server.close();
        server = WireServer.start(request -> handler.apply(request), sockets());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Transport transport(TransportOptions options) {
        HttpConnections connections = new HttpConnections(
                Proxies.of(Map.of()), origin -> tls().orElseThrow(), options.connectTimeout(), options.idleTimeout());
        return new Transport(connections, options, time, (host, text) -> warnings.add(text));
    }

    private URI uri(String path) {
        return URI.create(scheme() + server.authority() + path);
    }

    private String scheme() {
        return tls().isPresent() ? "https://" : "http://";
    }

    private Response get(String path) throws IOException {
        return transport.send(Request.of("GET", uri(path)), Authorizer.NOBODY);
    }

    private static Reply onceThen(AtomicInteger counter, int failures, Reply failure) {
        return counter.incrementAndGet() <= failures ? failure : Reply.of(200, new byte[] {7});
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void asksAgainWhatMayPass(int status) throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> onceThen(count, 3, Reply.of(status));
        try (Response response = get("/x")) {
            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(count).hasValue(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 416, 501})
    void asksOnceWhatIsDecided(int status) throws IOException {
        handler = request -> Reply.of(status);
        try (Response response = get("/x")) {
            assertThat(response.status()).isEqualTo(status);
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(time.slept()).isEmpty();
    }

    @Test
    void waitsTwiceAsLongEachTimeWithJitterBelow() throws IOException {
        handler = request -> Reply.of(503);
        get("/x").close();
        assertThat(time.slept()).hasSize(3);
        for (int i = 0; i < 3; i++) {
            long most = 400L << i;
            assertThat(time.slept().get(i).toMillis()).isBetween(most / 2 - 1, most);
        }
    }

    @Test
    void waitsAsLongAsTheRegistryAsksInSeconds() throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> onceThen(count, 1, Reply.of(429).with("Retry-After", "17"));
        get("/x").close();
        assertThat(time.slept()).containsExactly(Duration.ofSeconds(17));
    }

    @Test
    void waitsAsLongAsTheRegistryAsksByDate() throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> onceThen(count, 1, Reply.of(503).with("Retry-After", "Tue, 24 Nov 2026 12:00:30 GMT"));
        get("/x").close();
        assertThat(time.slept()).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void leavesLongWaitsToTheUser() throws IOException {
        handler = request -> Reply.of(429).with("Retry-After", "3600");
        try (Response response = get("/x")) {
            assertThat(response.status()).isEqualTo(429);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"61", "3600", "9223372036854775807", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"})
    void asksOnceWhereTheWaitIsNotWorthIt(String value) throws IOException {
        handler = request -> Reply.of(503).with("Retry-After", value);
        try (Response response = get("/x")) {
            assertThat(response.status()).isEqualTo(503);
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(time.slept()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "-99999999999999999999", "1.5", "Tue, 24 Nov 1970 12:00:30 GMT", ""})
    void waitsItsOwnTimeWhereTheRegistryAsksForNonsense(String value) throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> onceThen(count, 1, Reply.of(503).with("Retry-After", value));
        get("/x").close();
        assertThat(time.slept()).hasSize(1);
        assertThat(time.slept().get(0)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void asksAgainWhenAConnectionBreaksBeforeTheAnswer() throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> onceThen(count, 2, Reply.none());
        try (Response response = get("/x")) {
            assertThat(response.status()).isEqualTo(200);
        }
    }

    @Test
    void saysWhereNothingAnswers() {
        server.close();
        assertThatExceptionOfType(NoResponseException.class)
                .isThrownBy(() -> get("/v2/?signature=secret"))
                .withMessageContaining("GET " + uri("/v2/") + " failed: nothing answers there")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ContentException.Kind.UNAVAILABLE));
        assertThat(time.slept()).isEmpty();
    }

    @Test
    void leavesARequestThatTheCallerRepeatsToIt() throws IOException {
        handler = request -> Reply.of(503);
        transport.send(Request.of("PATCH", uri("/x")).once(), Authorizer.NOBODY).close();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void sendsABodyAgainWithTheRequest() throws IOException {
        AtomicInteger count = new AtomicInteger();
        handler = request -> onceThen(count, 2, Reply.of(500));
        byte[] body = "some bytes".getBytes(StandardCharsets.UTF_8);
        Request put = Request.of("PUT", uri("/x")).withBody(RequestBody.of(body), "text/plain");
        transport.send(put, Authorizer.NOBODY).close();
        assertThat(server.requests()).hasSize(3).allSatisfy(request -> {
            assertThat(request.body()).isEqualTo(body);
            assertThat(request.header("Content-Length")).hasValue("10");
            assertThat(request.header("Content-Type")).hasValue("text/plain");
        });
    }

    @Test
    void tellsWhatCouldNotBeReadForSending() {
        Blob broken = new Blob() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public int readAt(long position, ByteBuffer target) throws IOException {
                throw new IOException("the disk is on fire");
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
        Request put = Request.of("PUT", uri("/x")).withBody(RequestBody.of(broken, 0, 10), "text/plain");
        assertThatExceptionOfType(BodyUnreadableException.class)
                .isThrownBy(() -> transport.send(put, Authorizer.NOBODY))
                .withMessage("the disk is on fire");
        assertThat(time.slept()).isEmpty();
    }

    @Test
    void followsARedirectWithinTheHostWithItsCredentials() throws IOException {
        handler = request ->
                request.path().equals("/a") ? Reply.of(307).with("Location", "/b") : Reply.of(200, new byte[] {1});
        try (Response response = transport.send(Request.of("GET", uri("/a")), new Secret())) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.uri()).isEqualTo(uri("/b"));
        }
        assertThat(server.requests()).allSatisfy(request -> assertThat(request.header("Authorization"))
                .isPresent());
    }

    @Test
    void showsNoCredentialsToAnotherHostAndAnswersNoChallengeOfIt() throws IOException {
        try (WireServer other = WireServer.start(
                request -> Reply.of(401).with("WWW-Authenticate", "Basic realm=\"give me your password\""),
                sockets())) {
            handler = request -> Reply.of(302).with("Location", scheme() + other.authority() + "/stolen");
            Secret secret = new Secret();
            Request request = Request.of("GET", uri("/a"))
                    .withHeader("X-Api-Key", "secret")
                    .withHeader("Cookie", "secret")
                    .withHeader("Range", "bytes=0-1")
                    .withHeader("Accept", "x/y");
            try (Response response = transport.send(request, secret)) {
                assertThat(response.status()).isEqualTo(401);
            }
            assertThat(secret.challenges).hasValue(0);
            WireRequest stolen = other.requests().get(0);
            assertThat(stolen.headers().values())
                    .noneMatch(value -> value.contains("secret") || value.contains("c2Vj"));
            assertThat(stolen.header("Authorization")).isEmpty();
            assertThat(stolen.header("Range")).hasValue("bytes=0-1");
            assertThat(stolen.header("Accept")).hasValue("x/y");
        }
    }

    @Test
    void showsNoCredentialsEvenWhereAnotherHostSendsItBackHome() throws IOException {
        try (WireServer other = WireServer.start(
                request -> Reply.of(302).with("Location", scheme() + server.authority() + "/chosen-by-other"),
                sockets())) {
            handler = request -> request.path().equals("/a")
                    ? Reply.of(302).with("Location", scheme() + other.authority() + "/")
                    : Reply.of(200);
            transport.send(Request.of("GET", uri("/a")), new Secret()).close();
            assertThat(server.requests("GET", "/chosen-by-other").get(0).header("Authorization"))
                    .isEmpty();
        }
    }

    @Test
    void endsALoopOfRedirects() {
        handler = request -> Reply.of(307).with("Location", "/again");
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> get("/x"))
                .withMessageContaining("is redirected more than 5 times");
        assertThat(server.requests()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/x", "file:///etc/passwd", "http:", "http://", "javascript:alert(1)"})
    void followsNoRedirectToWhatIsNotHttp(String location) {
        handler = request -> Reply.of(302).with("Location", location);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> get("/x"))
                .withMessageContaining("is redirected to something that is no http address");
    }

    @Test
    void givesUpOnAnAnswerThatDoesNotBegin() {
        Transport impatient = transport(new TransportOptions(
                Duration.ofSeconds(10), Duration.ofMillis(200), 2, 2, Duration.ZERO, Duration.ZERO, 0, 5, "t"));
        CountDownLatch end = new CountDownLatch(1);
        handler = request -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.of(200);
        };
        assertThatExceptionOfType(NoResponseException.class)
                .isThrownBy(() -> impatient.send(Request.of("GET", uri("/x")), Authorizer.NOBODY))
                .withMessageContaining("no response in 200 ms (tried 2 times)");
        end.countDown();
    }

    @Test
    void givesUpOnABodyThatStops() throws IOException {
        Transport impatient = transport(new TransportOptions(
                Duration.ofSeconds(10), Duration.ofMillis(200), 2, 2, Duration.ZERO, Duration.ZERO, 0, 5, "t"));
        handler = request -> Reply.of(200, new byte[100]).cutAfter(50, Ending.STALL);
        try (Response response = impatient.send(Request.of("GET", uri("/x")), Authorizer.NOBODY)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> response.readUpTo(100))
                    .withMessageContaining("fewer than 16384 bytes came");
        }
    }

    @Test
    void givesUpOnABodyThatComesByteForByte() throws IOException {
        Transport impatient = transport(new TransportOptions(
                Duration.ofSeconds(10), Duration.ofMillis(200), 2, 2, Duration.ZERO, Duration.ZERO, 0, 5, "t"));
        handler = request -> Reply.of(200, new byte[1_000_000]).cutAfter(50, Ending.DRIBBLE);
        try (Response response = impatient.send(Request.of("GET", uri("/x")), Authorizer.NOBODY)) {
            assertThatExceptionOfType(IdleTimeoutException.class)
                    .isThrownBy(() -> response.readUpTo(1_000_000))
                    .withMessage("fewer than 16384 bytes came in 200 ms");
        }
    }

    @Test
    void readsABodyOfExactlyWhatIsAllowed() throws IOException {
        handler = request -> Reply.of(200, new byte[200_000]).withoutLength().cutAfter(200_000, Ending.CLOSE);
        try (Response response = get("/x")) {
            assertThat(response.readUpTo(200_000))
                    .hasValueSatisfying(body -> assertThat(body).hasSize(200_000));
        }
        try (Response response = get("/x")) {
            assertThat(response.readUpTo(199_999)).isEmpty();
        }
    }

    @Test
    void readsNoMoreOfAnEndlessBodyThanIsAllowed() throws IOException {
        handler = request -> Reply.of(200, new byte[10_000]).cutAfter(10_000, Ending.ENDLESS);
        try (Response response = get("/x")) {
            assertThat(response.readUpTo(25_000)).isEmpty();
        }
    }

    @Test
    void anInterruptEndsARequest() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        handler = request -> {
            asked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Reply.of(200);
        };
        Thread caller = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                asked.await();
                caller.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> get("/x"));
        assertThat(Thread.interrupted()).isTrue();
        end.countDown();
        interrupter.join();
    }

    @Test
    void neverHasMoreRequestsUnderWayThanAllowed() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch both = new CountDownLatch(2);
        handler = request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            now.decrementAndGet();
            return Reply.of(200);
        };
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    get("/x").close();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most).hasValue(2);
        assertThat(server.requests()).hasSize(8);
    }

    @Test
    void anAnswerThatRestsMakesRoomForAnotherRequest() throws IOException {
        handler = request -> Reply.of(200, new byte[1_000_000]);
        Response first = get("/1");
        Response second = get("/2");
        assertThat(first.rest()).isTrue();
        assertThat(second.rest()).isTrue();
        try (Response third = get("/3")) {
            assertThat(third.readUpTo(2_000_000))
                    .hasValueSatisfying(body -> assertThat(body).hasSize(1_000_000));
            assertThat(first.resume()).isFalse();
            assertThat(second.resume()).isTrue();
            assertThat(second.readUpTo(2_000_000))
                    .hasValueSatisfying(body -> assertThat(body).hasSize(1_000_000));
        }
        first.close();
        second.close();
    }

    @Test
    void passesWarningsOnOnceAndActsOnNone() throws IOException {
        handler = request -> Reply.of(200).with("Warning", "299 - \"it \\\"ends\\\" in May\", 199 - \"not this\"");
        for (int i = 0; i < 3; i++) {
            try (Response response = get("/x")) {
                assertThat(response.status()).isEqualTo(200);
            }
        }
        assertThat(warnings).containsExactly("it \"ends\" in May");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void keepsToTheRateThatIsAllowed() throws IOException {
        Transport slow = transport(new TransportOptions(
                Duration.ofSeconds(10), Duration.ofSeconds(30), 2, 2, Duration.ZERO, Duration.ZERO, 1000, 5, "t"));
        handler = request -> Reply.of(200, new byte[5000]);
        try (Response response = slow.send(Request.of("GET", uri("/x")), Authorizer.NOBODY)) {
            ByteBuffer target = ByteBuffer.allocate(1000);
            while (response.readFully(target.clear()) > 0) {
                // Only the time that it takes is of interest.
            }
        }
        assertThat(time.nanoTime()).isEqualTo(Duration.ofSeconds(4).toNanos());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "identity, gzip"})
    void unpacksWhatNobodyAskedToBePacked(String encoding) throws IOException {
        byte[] packed = gzip("some text");
        handler = request -> Reply.of(200, packed).with("Content-Encoding", encoding);
        try (Response response = get("/x")) {
            assertThat(response.contentLength()).isEmpty();
            assertThat(response.readUpTo(100))
                    .hasValueSatisfying(body -> assertThat(body).asString().isEqualTo("some text"));
        }
        assertThat(server.requests().get(0).header("Accept-Encoding")).hasValue("identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "gzip, gzip", "deflate"})
    void refusesByNameWhatItCannotUnpack(String encoding) throws IOException {
        handler = request -> Reply.of(200, new byte[10]).with("Content-Encoding", encoding);
        try (Response response = get("/x")) {
            assertThatExceptionOfType(MalformedResponseException.class)
                    .isThrownBy(() -> response.readUpTo(100))
                    .withMessageContaining("Content-Encoding: ")
                    .withMessageContaining(encoding.replace(" ", ""));
        }
    }

    @Test
    void refusesWhatIsNotPackedAsItSays() throws IOException {
        handler = request -> Reply.json(200, "{}").with("Content-Encoding", "gzip");
        try (Response response = get("/x")) {
            assertThatExceptionOfType(MalformedResponseException.class)
                    .isThrownBy(() -> response.readUpTo(100))
                    .withMessageContaining("its body is not what Content-Encoding says");
        }
    }

    @Test
    void unpacksNoMoreThanIsAllowed() throws IOException {
        byte[] packed = gzip("x".repeat(10_000_000));
        handler = request -> Reply.of(200, packed).with("Content-Encoding", "gzip");
        try (Response response = get("/x")) {
            assertThat(response.readUpTo(1000)).isEmpty();
        }
    }

    @Test
    void followsARedirectToAnAddressThatHasToBeEscaped() throws IOException {
        handler = request -> request.path().equals("/a")
                ? Reply.of(307).with("Location", "/b c|{d}?sig=[1]&k=%2F#part")
                : Reply.of(200);
        get("/a").close();
        assertThat(server.requests().get(1).target()).isEqualTo("/b%20c%7C%7Bd%7D?sig=%5B1%5D&k=%2F");
    }

    @Test
    void triesAHostAgainThatHasRespondedBefore() throws IOException {
        get("/x").close();
        server.close();
        assertThatExceptionOfType(NoResponseException.class)
                .isThrownBy(() -> get("/x"))
                .withMessageContaining("nothing answers there")
                .withMessageContaining("(tried 4 times)");
    }

    @Test
    void logsEachRequestWithoutItsSecrets() {
        List<String> lines = CapturedLog.of(RequestLog.NAME, () -> {
            handler = request -> Reply.of(200, new byte[1234]);
            URI signed = uri("/x?digest=sha256:ab&X-Amz-Signature=hidden&token");
            try (Response response = transport.send(Request.of("GET", signed), new Secret())) {
                response.readUpTo(2000);
            }
            server.close();
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> get("/gone"));
        });
        assertThat(lines.get(0))
                .matches("GET " + scheme() + "127.0.0.1:\\d+/x\\?digest=sha256:ab&X-Amz-Signature=\\.\\.\\.&\\.\\.\\. "
                        + "\\(password\\): 200 after \\d+ ms, 1234 bytes in \\d+ ms");
        assertThat(lines.get(1)).contains("/gone (no credentials) failed after ");
        assertThat(lines).noneMatch(line -> line.contains("hidden") || line.contains("c2Vj"));
    }
}
