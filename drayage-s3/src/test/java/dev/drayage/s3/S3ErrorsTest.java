package dev.drayage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.s3.client.S3Limits;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.http.FaultProxy;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.CephGateway;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people are told when a service does not do what they want. */
@Timeout(120)
class S3ErrorsTest {
    private static final String SECRET = "hush-hush-hush";
    private static final S3Limits LIMITS = new S3Limits(
            4,
            2,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            1000,
            1 << 30,
            5 << 20);

    private static Bucket open(String name, Map<String, String> environment, Sleeper sleeper) throws IOException {
        return S3Opening.open(BucketAddress.parse(name), environment, LIMITS, sleeper);
    }

    /** Every operation fails with a sentence that has all of these texts, and no secret. */
    private static void fails(Bucket bucket, String... parts) throws IOException {
        try (bucket) {
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls = List.of(
                    () -> bucket.find("some/key"),
                    () -> bucket.open("some/key"),
                    () -> bucket.list("", Depth.ALL, null),
                    () -> bucket.put("some/key", new byte[1]),
                    () -> bucket.begin("some/key", 1),
                    () -> bucket.openUploads(""),
                    () -> bucket.copy("some/key", "some/other"),
                    () -> bucket.delete(List.of("a", "b")));
            for (var call : calls) {
                assertThatExceptionOfType(IOException.class).isThrownBy(call).satisfies(e -> {
                    assertThat(e.getMessage()).contains(parts).doesNotContain("\n", SECRET, CephGateway.SECRET_KEY);
                    assertThat(e).isNotInstanceOf(dev.drayage.content.ContentNotFoundException.class);
                });
            }
        }
    }

    private static Map<String, String> with(Map<String, String> environment, String... pairs) {
        Map<String, String> all = new HashMap<>(environment);
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return all;
    }

    @Test
    void saysThatAKeyIsNotKnownOrItsSecretIsNotThat() throws IOException {
        CephGateway gateway = CephGateway.shared();
        String name = "s3://" + gateway.createBucket("errors");
        fails(
                open(name, with(gateway.environment(), "AWS_ACCESS_KEY_ID", "nobody"), Sleeper.ofSystem()),
                "knows no access key nobody",
                "AWS_ACCESS_KEY_ID",
                name);
        fails(
                open(name, with(gateway.environment(), "AWS_SECRET_ACCESS_KEY", SECRET), Sleeper.ofSystem()),
                "the secret key is not that of access key access",
                "AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void saysThatThereIsNoSuchBucket() throws IOException {
        CephGateway gateway = CephGateway.shared();
        fails(
                open("s3://no-such-bucket/prefix", gateway.environment(), Sleeper.ofSystem()),
                "s3://no-such-bucket",
                "no such bucket at " + gateway.endpoint());
    }

    @Test
    void saysThatThereIsNoPermission() throws IOException {
        CephGateway gateway = CephGateway.shared();
        String name = "s3://" + gateway.createBucket("errors");
        fails(
                open(name, gateway.strangersEnvironment(), Sleeper.ofSystem()),
                "access key stranger has no permission to",
                "give it s3:");
        fails(
                open(name, with(gateway.environment(), "DRAYAGE_S3_ANONYMOUS", "true"), Sleeper.ofSystem()),
                "a request without credentials has no permission to");
    }

    @Test
    void saysThatTheClockIsWrong() throws IOException {
        CephGateway gateway = CephGateway.shared();
        String name = "s3://" + gateway.createBucket("errors");
        Sleeper behind = new Sleeper() {
            @Override
            public void sleep(Duration time) {
                // Nothing is waited for.
            }

            @Override
            public Instant instant() {
                return Instant.now().minus(Duration.ofHours(1));
            }
        };
        fails(open(name, gateway.environment(), behind), "the clock of this machine is wrong", "set the clock");
    }

    @Test
    void namesTheRegionOfTheBucket() throws IOException {
        try (WireServer server = WireServer.start(
                request -> FaultProxy.refusal(301, "PermanentRedirect").with("x-amz-bucket-region", "eu-central-1"))) {
            fails(
                    open(
                            "s3://some-bucket",
                            CephGateway.environment("http://" + server.authority()),
                            Sleeper.ofSystem()),
                    "eu-central-1",
                    "set AWS_REGION=eu-central-1");
        }
    }

    @Test
    void saysThatAServiceIsNotOfS3() throws IOException {
        for (Reply reply : List.of(
                Reply.of(
                        404,
                        "<html><body>nothing here</body></html>".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Reply.of(405),
                Reply.of(302).with("Location", "https://example.com/"))) {
            try (WireServer server = WireServer.start(request -> reply)) {
                try (Bucket bucket = open(
                        "s3://some-bucket",
                        CephGateway.environment("http://" + server.authority()),
                        Sleeper.ofSystem())) {
                    assertThatExceptionOfType(IOException.class)
                            .isThrownBy(() -> bucket.list("", Depth.ALL, null))
                            .withMessageContaining("does not respond as an S3 service does")
                            .withMessageContaining("AWS_ENDPOINT_URL_S3");
                }
            }
        }
        try (WireServer server = WireServer.start(request -> Reply.json(200, "{}"));
                Bucket bucket = open(
                        "s3://some-bucket",
                        CephGateway.environment("http://" + server.authority()),
                        Sleeper.ofSystem())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> bucket.list("", Depth.ALL, null))
                    .withMessageContaining("does not respond as an S3 service does");
        }
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (WireServer server = WireServer.start(request -> Reply.none())) {
            port = Integer.parseInt(server.authority().substring("127.0.0.1:".length()));
        }
        fails(
                open("s3://some-bucket", CephGateway.environment("http://127.0.0.1:" + port), Sleeper.ofSystem()),
                "no connection to http://127.0.0.1:" + port,
                "AWS_ENDPOINT_URL_S3");
    }

    @Test
    void saysThatThereAreNoCredentials() throws IOException {
        Map<String, String> environment = Map.of(
                "AWS_ENDPOINT_URL_S3",
                "http://127.0.0.1:9",
                "AWS_EC2_METADATA_DISABLED",
                "true",
                "HOME",
                "/nonexistent");
        fails(
                open("s3://some-bucket", environment, Sleeper.ofSystem()),
                "no credentials were found",
                "AWS_ACCESS_KEY_ID",
                "DRAYAGE_S3_ANONYMOUS");
    }

    @Test
    void refusesNamesThatMeanNoBucket() {
        for (String name : List.of(
                "s3:",
                "s3://",
                "s3://a",
                "s3:///prefix",
                "s3://a b",
                "s3://bucket/../x",
                "s3://bucket//x",
                "s3://user:pass@host")) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> new S3BucketProvider().open(name, Map.of()));
        }
        assertThat(BucketAddress.parse("s3://bucket/a/b/")).isEqualTo(new BucketAddress("bucket", "a/b/"));
        assertThat(BucketAddress.parse("s3://bucket")).isEqualTo(new BucketAddress("bucket", ""));
    }
}
