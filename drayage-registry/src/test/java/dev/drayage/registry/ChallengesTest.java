package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Descriptor;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of several ways to say who one is, the one that works is found; and where none does, that is said, soon. */
class ChallengesTest {
    private static final String PASSWORD = "Basic YWxpY2U6c2VjcmV0";
    private static final String TOKEN = "Bearer tok";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(1).build();
    private final FaultyRegistry memory = FaultyRegistry.create()
            .holding(TestRegistry.NAME, content, List.of(image))
            .tag(TestRegistry.NAME, "v1", image.digest());
    private final List<TestRegistry> open = new ArrayList<>();
    private Reply issued = Reply.json(200, "{\"token\":\"tok\"}");

    @AfterEach
    void stop() {
        open.forEach(TestRegistry::close);
    }

    /** A registry that takes this one and asks for it so; {@code TOKENS} stands for the address of its tokens. */
    private TestRegistry asking(String taken, CredentialSource credentials, String... challenges) {
        WireServer.Handler handler = request -> answer(request, taken, challenges);
        TestRegistry registry =
                TestRegistry.of(memory, handler, TestRegistry.options().withCredentials(credentials));
        open.add(registry);
        return registry;
    }

    private Reply answer(WireRequest request, String taken, String... challenges) {
        if (request.path().equals("/token")) {
            return issued;
        }
        if (request.header("Authorization").filter(taken::equals).isPresent()) {
            return memory.handle(request);
        }
        String tokens = "http://" + request.header("Host").orElseThrow() + "/token";
        return Reply.of(401)
                .withAll(
                        "WWW-Authenticate",
                        List.of(challenges).stream()
                                .map(challenge -> challenge.replace("TOKENS", tokens))
                                .toList());
    }

    private static CredentialSource alice() {
        return (domain, repository) -> Optional.of(Credentials.of("alice", "secret"));
    }

    private void reads(TestRegistry registry) throws IOException {
        assertThat(registry.repository("v1").resolve().digest()).isEqualTo(image.digest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic realm=\"r\", Bearer realm=\"TOKENS\",service=\"s, t\",scope=\"repository:a:pull\"",
                "Bearer realm=\"TOKENS\",service=\"s\", Basic realm=\"r\"",
                "Basic realm=\"r\"\nBearer realm=\"TOKENS\"",
                "Bearer realm=\"TOKENS\"\nBasic realm=\"r\"",
                "Negotiate\nBasic realm=\"r\"\nBearer realm=\"TOKENS\"",
                "Negotiate YIIabc==, NTLM, Basic realm=\"r, Bearer realm=\\\"x\\\"\", Bearer realm=\"TOKENS\"",
                "bearer realm=TOKENS,service=s",
                "BEARER   Realm = \"TOKENS\" , Service = \"s\"",
                "Bearer realm=\"TOKENS\" service=\"s\"",
                "Bearer realm=\"/token\"",
                "Bearer, Bearer realm=\"TOKENS\"",
                "Bearer service=\"s\", Basic realm=\"r\", Bearer realm=\"TOKENS\""
            })
    void aTokenIsFoundAmongOtherWays(String challenges) throws IOException {
        reads(asking(TOKEN, CredentialSource.ANONYMOUS, challenges.split("\n", -1)));
        TestRegistry known = asking(TOKEN, alice(), challenges.split("\n", -1));
        reads(known);
        assertThat(known.server.requests("GET", "/token")).isNotEmpty().allSatisfy(request -> assertThat(
                        request.header("Authorization"))
                .hasValue(PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer realm=\"TOKENS\", Basic realm=\"r\"",
                "Basic realm=\"r\", Bearer realm=\"TOKENS\"",
                "Basic realm=\"r\", Bearer realm=\"no address\"",
                "Bearer, Basic",
                "Basic"
            })
    void aPasswordIsUsedWhereNoTokenIsHad(String challenges) throws IOException {
        for (Reply refusal : List.of(
                Reply.of(404), Reply.of(401), Reply.of(403), Reply.json(200, "{}"), Reply.json(200, "<html>"))) {
            issued = refusal;
            reads(asking(PASSWORD, alice(), challenges));
        }
    }

    @Test
    void aPasswordIsUsedWhereTheTokenIsNotTaken() throws IOException {
        TestRegistry registry = asking(PASSWORD, alice(), "Bearer realm=\"TOKENS\", Basic realm=\"r\"");
        reads(registry);
        Repository repository = registry.repository("v1");
        repository.resolve();
        registry.server.forget();
        repository.resolve();
        assertThat(registry.server.requests()).hasSize(1);
    }

    @Test
    void whoIsNotTakenAtAllHearsItSoon() {
        for (CredentialSource who : List.of(alice(), CredentialSource.ANONYMOUS)) {
            TestRegistry registry = asking("nobody", who, "Bearer realm=\"TOKENS\", Basic realm=\"r\"");
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(() -> reads(registry))
                    .withMessageContaining("answered 401");
            assertThat(registry.server.requests()).hasSizeLessThan(8);
        }
    }

    @Test
    void anIdentityTokenIsNoPassword() {
        issued = Reply.of(401);
        CredentialSource token =
                (domain, repository) -> Optional.of(new Credentials("", "refresh", Credentials.Kind.IDENTITY_TOKEN));
        TestRegistry registry = asking(PASSWORD, token, "Basic realm=\"r\", Bearer realm=\"TOKENS\"");
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> reads(registry))
                .withMessageContaining("no token");
        assertThat(registry.server.requests())
                .noneMatch(request -> request.header("Authorization").orElse("").startsWith("Basic"));
    }

    @Test
    void credentialsThatCannotBeHadAreAskedForOnceAndToldAndNotMissed() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        List<String> told = new ArrayList<>();
        CredentialSource broken = (domain, repository) -> {
            asked.incrementAndGet();
            throw new IOException("docker-credential-desktop cannot be started");
        };
        TestRegistry registry = TestRegistry.of(
                memory,
                request -> answer(request, TOKEN, "Bearer realm=\"TOKENS\""),
                TestRegistry.options()
                        .withCredentials(broken)
                        .withWarnings((host, text) -> told.add(host + " " + text)));
        open.add(registry);
        Repository repository = registry.repository("v1");
        assertThat(repository.resolve().digest()).isEqualTo(image.digest());
        repository.tags(tag -> {});
        assertThat(asked.get()).isEqualTo(1);
        assertThat(told).containsExactly(registry.server.authority() + " docker-credential-desktop cannot be started");
        assertThat(registry.time.slept()).isEmpty();
    }

    @Test
    void aTokenThatIsDeniedForTakingOverALayerIsGotForSendingIt() throws IOException {
        memory.holding("other/place", content, List.of());
        TestRegistry registry = TestRegistry.of(
                memory,
                request -> request.path().equals("/token") && request.target().contains("other")
                        ? Reply.error(403, "DENIED", "not both")
                        : answer(request, TOKEN, "Bearer realm=\"TOKENS\""),
                TestRegistry.options());
        open.add(registry);
        Descriptor layer = content.add("application/vnd.oci.image.layer.v1.tar", ImageBuilder.noise(1, 5000));
        try (var destination =
                registry.repository().destination(PushOptions.defaults().mountingFrom(List.of("other/place")))) {
            Pushing.send(content, layer, destination);
        }
        assertThat(memory.bytes(TestRegistry.NAME, layer.digest())).hasSize(5000);
    }

    @Test
    void aRegistryThatIsBusyForLongSaysSo() {
        memory.faults()
                .always(request -> true, (request, right) -> Reply.of(429).with("Retry-After", "86400"));
        TestRegistry registry = TestRegistry.of(memory);
        open.add(registry);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> reads(registry))
                .withMessageContaining("come back after \"86400\"")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
    }
}
