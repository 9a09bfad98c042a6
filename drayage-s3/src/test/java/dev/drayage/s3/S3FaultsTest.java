package dev.drayage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.s3.client.S3Exception;
import dev.drayage.s3.client.S3Limits;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.http.FaultProxy;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.peer.CephGateway;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong on the way to a RADOS gateway. */
@Timeout(120)
class S3FaultsTest {
    private static final S3Limits LIMITS = new S3Limits(
            4,
            4,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            1000,
            1 << 30,
            5 << 20);

    private FaultProxy proxy;
    private Bucket bucket;

    @BeforeEach
    void open() throws IOException {
        CephGateway gateway = CephGateway.shared();
        String name = gateway.createBucket("faults");
        proxy = FaultProxy.before(gateway.endpoint().substring("http://".length()));
        bucket = S3Opening.open(
                new BucketAddress(name, ""),
                CephGateway.environment("http://" + proxy.authority()),
                LIMITS,
                Sleeper.ofSystem());
    }

    @AfterEach
    void close() throws IOException {
        if (proxy != null) {
            bucket.close();
            proxy.close();
        }
    }

    private static Predicate<WireRequest> is(String method, String part) {
        return request -> request.is(method, part);
    }

    private byte[] read(String key) throws IOException {
        try (Blob blob = bucket.open(key)) {
            byte[] bytes = new byte[Math.toIntExact(blob.size())];
            blob.readAt(0, ByteBuffer.wrap(bytes));
            return bytes;
        }
    }

    @Test
    void asksAgainWhatFailedInAWayThatPasses() throws IOException {
        proxy.before()
                .next(1, is("PUT", "/a"), (request, right) -> FaultProxy.refusal(500, "InternalError"))
                .next(1, is("PUT", "/a"), (request, right) -> FaultProxy.refusal(503, "SlowDown"))
                .next(1, is("PUT", "/a"), (request, right) -> Reply.none());
        bucket.put("a", new byte[] {1, 2, 3});
        assertThat(proxy.requests("PUT", "/a")).hasSize(4);
        assertThat(read("a")).isEqualTo(new byte[] {1, 2, 3});
    }

    @Test
    void givesUpOnAServiceThatGoesOnAskingForFewerRequests() {
        proxy.before().always(is("PUT", "/a"), (request, right) -> FaultProxy.refusal(503, "SlowDown"));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> bucket.put("a", new byte[1]))
                .withMessageContaining("asks for fewer requests")
                .withMessageContaining(bucket.location() + "/a");
        assertThat(proxy.requests("PUT", "/a")).hasSize(4);
    }

    @Test
    void asksOnceForWhatIsRefused() {
        proxy.before().always(is("PUT", "/a"), (request, right) -> FaultProxy.refusal(403, "AccessDenied"));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> bucket.put("a", new byte[1]))
                .withMessageContaining("no permission to write it")
                .withMessageContaining("s3:PutObject");
        assertThat(proxy.requests("PUT", "/a")).hasSize(1);
    }

    @Test
    void readsOnAtTheByteWhereAResponseBreaksOff() throws IOException {
        byte[] bytes = ImageBuilder.noise(1, 1_000_000);
        bucket.put("object", bytes);
        proxy.after()
                .next(1, is("GET", "/object"), (request, right) -> right.cutAfter(10_000, Reply.Ending.RESET))
                .next(1, is("GET", "/object"), (request, right) -> right)
                .next(1, is("GET", "/object"), (request, right) -> right.cutAfter(300_000, Reply.Ending.CLOSE))
                .next(1, is("GET", "/object"), (request, right) -> right.cutAfter(100_000, Reply.Ending.RESET));
        assertThat(read("object")).isEqualTo(bytes);
        List<WireRequest> requests = proxy.requests("GET", "/object");
        assertThat(requests).hasSize(5);
        assertThat(requests.get(3).header("range")).contains("bytes=" + (65_536 + 300_000) + "-999999");
        assertThat(requests.get(3).header("if-match")).isPresent();
    }

    @Test
    void refusesOtherBytesThanThoseOfTheObjectThatWasOpened() throws IOException {
        byte[] bytes = ImageBuilder.noise(1, 200_000);
        bucket.put("object", bytes);
        proxy.after().next(1, is("GET", "/object"), (request, right) -> right);
        proxy.after().always(is("GET", "/object"), (request, right) -> right.with("ETag", "\"another\""));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> read("object"))
                .withMessageContaining("replaced");
        proxy.after().clear();
        proxy.after().next(1, is("GET", "/object"), (request, right) -> right);
        proxy.after()
                .always(is("GET", "/object"), (request, right) -> right.with("Content-Range", "bytes 0-134463/200000"));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> read("object"))
                .withMessageContaining("other bytes");
    }

    @Test
    void knowsWhoWroteAnObjectWhenTheResponseIsLost() throws IOException {
        proxy.after().next(1, is("PUT", "/lock"), (request, right) -> Reply.none());
        assertThat(bucket.putNew("lock", new byte[] {1})).isTrue();
        proxy.after().next(1, is("PUT", "/lock"), (request, right) -> Reply.none());
        assertThat(bucket.putNew("lock", new byte[] {1})).isFalse();
    }

    @Test
    void refusesAServiceThatIgnoresTheCondition() throws IOException {
        proxy.after()
                .always(is("PUT", "/lock"), (request, right) -> Reply.of(200).with("ETag", "\"x\""));
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> bucket.putNew("lock", new byte[] {1}))
                .withMessageContaining("ignores If-None-Match");
    }

    @Test
    void saysThatAServiceCannotWriteIfThereIsNone() throws IOException {
        proxy.before().always(is("PUT", "/lock"), (request, right) -> FaultProxy.refusal(501, "NotImplemented"));
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> bucket.putNew("lock", new byte[] {1}))
                .withMessageContaining("If-None-Match")
                .withMessageContaining("NotImplemented");
        assertThat(proxy.requests("PUT", "/lock")).hasSize(1);
    }

    @Test
    void completesAnUploadWhoseResponseIsLost() throws IOException {
        try (PartUpload upload = bucket.begin("object", 3)) {
            upload.put(1, Blob.ofBytes(new byte[] {1, 2, 3}));
            proxy.after().next(1, is("POST", "uploadId"), (request, right) -> Reply.none());
            upload.complete(3);
        }
        assertThat(read("object")).isEqualTo(new byte[] {1, 2, 3});
    }

    @Test
    void doesNotTakeAnErrorInAResponseThatBeganWellForSuccess() throws IOException {
        bucket.put("from", new byte[] {1});
        proxy.before().next(1, is("PUT", "/to"), (request, right) -> FaultProxy.refusal(200, "InternalError"));
        bucket.copy("from", "to");
        assertThat(read("to")).isEqualTo(new byte[] {1});
        proxy.before().always(is("PUT", "/other"), (request, right) -> FaultProxy.refusal(200, "AccessDenied"));
        assertThatExceptionOfType(S3Exception.class).isThrownBy(() -> bucket.copy("from", "other"));
    }

    @Test
    void tellsWhichObjectsCouldNotBeRemoved() throws IOException {
        for (String key : List.of("a", "b", "c")) {
            bucket.put(key, new byte[1]);
        }
        String xml =
                "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>";
        proxy.after()
                .next(
                        1,
                        is("POST", "delete"),
                        (request, right) -> right.withBody(xml.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(bucket.delete(List.of("a", "b", "c")))
                .containsOnlyKeys("b")
                .hasEntrySatisfying(
                        "b", why -> assertThat(why).contains("AccessDenied").contains("s3:DeleteObject"));
    }

    @Test
    void sendsNoRemovalAgainOnceOthersMayHaveWrittenTheObjectAnew() throws IOException {
        bucket.put("a", new byte[1]);
        bucket.put("b", new byte[1]);
        proxy.before().always(is("POST", "delete"), (request, right) -> FaultProxy.refusal(503, "SlowDown"));
        proxy.before().always(is("DELETE", "/a"), (request, right) -> Reply.none());
        for (List<String> keys : List.of(List.of("a"), List.of("a", "b"))) {
            AtomicInteger sent = new AtomicInteger();
            assertThatExceptionOfType(S3Exception.class)
                    .isThrownBy(() -> bucket.delete(keys, () -> sent.getAndIncrement() < 2))
                    .withMessageContaining("did not remove")
                    .withMessageContaining("within the time for that");
        }
        assertThat(proxy.requests("DELETE", "/a")).hasSize(2);
        assertThat(proxy.requests("POST", "delete")).hasSize(2);
        assertThat(bucket.find("a")).isPresent();
    }

    @Test
    void removesOneByOneWhereAServiceCannotRemoveMany() throws IOException {
        bucket.put("a", new byte[1]);
        bucket.put("b", new byte[1]);
        proxy.before().always(is("POST", "delete"), (request, right) -> FaultProxy.refusal(501, "NotImplemented"));
        assertThat(bucket.delete(List.of("a", "b", "c"))).isEmpty();
        assertThat(bucket.find("a")).isEmpty();
        assertThat(bucket.find("b")).isEmpty();
    }

    @Test
    void endsWhatIsSentToAServiceThatTakesNothing() throws IOException {
        S3Limits hasty = new S3Limits(
                2,
                2,
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                10,
                1 << 30,
                5 << 20);
        try (java.net.ServerSocket deaf = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                Bucket stalled = S3Opening.open(
                        new BucketAddress("bucket", ""),
                        CephGateway.environment("http://127.0.0.1:" + deaf.getLocalPort()),
                        hasty,
                        Sleeper.ofSystem())) {
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> stalled.put("stalled", new byte[32 << 20]))
                    .withMessageContaining("no response from http://127.0.0.1:" + deaf.getLocalPort());
        }
    }

    @Test
    void usesFewConnections() throws IOException {
        byte[] bytes = ImageBuilder.noise(1, 100_000);
        bucket.put("object", bytes);
        for (int round = 0; round < 20; round++) {
            assertThat(read("object")).isEqualTo(bytes);
        }
        assertThat(proxy.connections()).isLessThanOrEqualTo(3);
    }
}
