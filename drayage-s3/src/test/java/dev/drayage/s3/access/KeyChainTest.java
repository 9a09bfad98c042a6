package dev.drayage.s3.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where keys are found, and in which order. */
class KeyChainTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String STS = """
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>of-role</AccessKeyId><SecretAccessKey>s/e+c=</SecretAccessKey><SessionToken>tok/en==</SessionToken>
            <Expiration>2026-01-01T13:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>""";

    @TempDir
    private Path home;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

    private KeyChain chain(String... pairs) throws IOException {
        Map<String, String> environment = new HashMap<>(
                Map.of("HOME", home.toString(), "AWS_EC2_METADATA_DISABLED", "true", "PATH", "/usr/bin:/bin"));
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        try {
            KeyRequests requests = new KeyRequests(SSLContext.getDefault(), new ProxyVariables(environment));
            return KeyChain.of(environment, AwsProfiles.read(environment), requests, now::get);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void profiles(String config, String credentials) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/config"), config);
        Files.writeString(home.resolve(".aws/credentials"), credentials);
    }

    private static String id(KeyChain chain) throws IOException {
        return chain.get().orElseThrow().id();
    }

    @Test
    void takesVariablesFirst() throws IOException {
        profiles("", "[default]\naws_access_key_id = of-file\naws_secret_access_key = x\n");
        AccessKeys keys = chain(
                        "AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret", "AWS_SESSION_TOKEN", "token")
                .get()
                .orElseThrow();
        assertThat(keys).isEqualTo(new AccessKeys("id", "secret", Optional.of("token"), Optional.empty()));
        assertThat(id(chain())).isEqualTo("of-file");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> chain("AWS_ACCESS_KEY_ID", "id").get())
                .withMessageContaining("the second is not set");
    }

    @Test
    void takesTheProfileThatIsNamed() throws IOException {
        profiles(
                "[profile other]\naws_access_key_id = of-config\naws_secret_access_key = x\n",
                "[third]\naws_access_key_id=of-credentials\naws_secret_access_key=x\n");
        assertThat(id(chain("AWS_PROFILE", "other"))).isEqualTo("of-config");
        assertThat(id(chain("AWS_PROFILE", "third"))).isEqualTo("of-credentials");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> chain("AWS_PROFILE", "missing").get())
                .withMessageContaining("no profile missing");
    }

    @Test
    void asksAProgram() throws IOException {
        profiles(
                "[default]\ncredential_process = echo '{\"Version\": 1, \"AccessKeyId\": \"of-program\","
                        + " \"SecretAccessKey\": \"hush\", \"SessionToken\": \"t\", \"Expiration\": \"2026-01-01T13:00:00Z\"}'\n"
                        + "[profile bad]\ncredential_process = echo hush\n"
                        + "[profile failing]\ncredential_process = false hush\n",
                "");
        assertThat(id(chain())).isEqualTo("of-program");
        for (String bad : new String[] {"bad", "failing"}) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> chain("AWS_PROFILE", bad).get())
                    .satisfies(e -> assertThat(e.getMessage()).contains(bad).doesNotContain("hush"));
        }
    }

    @Test
    void saysWhatItDoesNotSupport() throws IOException {
        profiles("[default]\nsso_session = mine\n", "");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> chain().get())
                .withMessageContaining("export-credentials");
    }

    @Test
    void takesARoleByATokenInAFileAndAgainBeforeItEnds() throws IOException {
        Path token = Files.writeString(home.resolve("token"), "the.web.token\n");
        try (WireServer sts = WireServer.start(request -> Reply.of(200, STS.getBytes(StandardCharsets.UTF_8)))) {
            KeyChain chain = chain(
                    "AWS_WEB_IDENTITY_TOKEN_FILE",
                    token.toString(),
                    "AWS_ROLE_ARN",
                    "arn:aws:iam::1:role/some",
                    "AWS_ENDPOINT_URL_STS",
                    "http://" + sts.authority() + "/");
            AccessKeys keys = chain.get().orElseThrow();
            assertThat(keys.secret()).isEqualTo("s/e+c=");
            assertThat(keys.token()).contains("tok/en==");
            assertThat(id(chain)).isEqualTo("of-role");
            assertThat(sts.requests()).hasSize(1);
            WireRequest asked = sts.requests().get(0);
            assertThat(new String(asked.body(), StandardCharsets.UTF_8))
                    .contains("Action=AssumeRoleWithWebIdentity")
                    .contains("WebIdentityToken=the.web.token")
                    .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fsome");
            assertThat(asked.header("authorization")).isEmpty();
            now.set(Instant.parse("2026-01-01T12:56:00Z"));
            assertThat(id(chain)).isEqualTo("of-role");
            assertThat(sts.requests()).hasSize(2);
        }
    }

    @Test
    void takesARoleByTheKeysOfAnotherProfile() throws IOException {
        profiles(
                "[profile deployer]\nrole_arn = arn:aws:iam::1:role/some\nsource_profile = base\nexternal_id = x-1\n",
                "[base]\naws_access_key_id = of-base\naws_secret_access_key = x\n");
        try (WireServer sts = WireServer.start(request -> Reply.of(200, STS.getBytes(StandardCharsets.UTF_8)))) {
            assertThat(id(chain("AWS_PROFILE", "deployer", "AWS_ENDPOINT_URL_STS", "http://" + sts.authority() + "/")))
                    .isEqualTo("of-role");
            WireRequest asked = sts.requests().get(0);
            assertThat(new String(asked.body(), StandardCharsets.UTF_8))
                    .contains("Action=AssumeRole&")
                    .contains("ExternalId=x-1");
            assertThat(asked.header("authorization").orElseThrow())
                    .startsWith("AWS4-HMAC-SHA256 Credential=of-base/20260101/us-east-1/sts/aws4_request");
        }
    }

    @Test
    void asksTheContainerWithItsToken() throws IOException {
        try (WireServer agent = WireServer.start(
                request -> Reply.json(
                        200,
                        "{\"AccessKeyId\":\"of-container\",\"SecretAccessKey\":\"x\",\"Token\":\"t\",\"Expiration\":\"2026-01-01T13:00:00Z\"}"))) {
            assertThat(id(chain(
                            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                            "http://" + agent.authority() + "/keys",
                            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                            "Basic abc")))
                    .isEqualTo("of-container");
            assertThat(agent.requests().get(0).header("authorization")).contains("Basic abc");
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> chain("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/keys")
                        .get())
                .withMessageContaining("nowhere else");
    }

    @Test
    void asksTheMachineInASession() throws IOException {
        try (WireServer machine = WireServer.start(request -> {
            if (request.method().equals("PUT")) {
                return Reply.of(200, "session".getBytes(StandardCharsets.UTF_8));
            }
            if (!request.header("x-aws-ec2-metadata-token").orElse("").equals("session")) {
                return Reply.of(401);
            }
            return request.path().endsWith("/some-role")
                    ? Reply.json(
                            200,
                            "{\"Code\":\"Success\",\"AccessKeyId\":\"of-machine\",\"SecretAccessKey\":\"x\",\"Token\":\"t\"}")
                    : Reply.of(200, "some-role".getBytes(StandardCharsets.UTF_8));
        })) {
            assertThat(id(chain(
                            "AWS_EC2_METADATA_DISABLED",
                            "",
                            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                            "http://" + machine.authority())))
                    .isEqualTo("of-machine");
        }
    }
}
