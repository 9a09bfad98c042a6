package dev.drayage.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.registry.auth.Credentials;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.Reply.Ending;
import dev.drayage.testkit.http.WireRequest;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.registry.FaultyRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bearer tokens: got when asked for, for what is needed, shown to the registry alone, and renewed. */
class TokenTest {
    private static final String BASIC = "Basic YWxpY2U6c2VjcmV0";

    private final MemoryContent content = new MemoryContent();
    private final Descriptor image =
            ImageBuilder.anImageIn(content).withLayers(2).build();
    private final FaultyRegistry memory = FaultyRegistry.create()
            .holding(TestRegistry.NAME, content, List.of(image))
            .tag(TestRegistry.NAME, "v1", image.digest());
    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final AtomicInteger given = new AtomicInteger();
    private Function<WireRequest, Reply> issue = request -> {
        String token = "token" + given.incrementAndGet();
        valid.add("Bearer " + token);
        return Reply.json(200, "{\"token\":\"" + token + "\",\"expires_in\":300}");
    };
    private final WireServer tokens = WireServer.start(request -> issue.apply(request));
    private final TestRegistry registry = TestRegistry.of(memory, this::guarded, TestRegistry.options());

    @AfterEach
    void stop() {
        registry.close();
        tokens.close();
    }

    private Reply guarded(WireRequest request) {
        if (request.header("Authorization").filter(valid::contains).isPresent()) {
            return memory.handle(request);
        }
        return Reply.error(401, "UNAUTHORIZED", "who are you")
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"http://" + tokens.authority() + "/token\",service=\"test registry\",scope=\""
                                + "repository:" + TestRegistry.NAME + ":pull\"");
    }

    private Repository repository(CredentialSource credentials) throws IOException {
        return Registry.connect(
                        TestRegistry.options().withCredentials(credentials),
                        TestRegistry.manners(Duration.ofSeconds(30)),
                        registry.time)
                .repository(Reference.parse(registry.server.authority() + "/" + TestRegistry.NAME + ":v1"));
    }

    private static CredentialSource alice() {
        return (domain, repository) -> Optional.of(Credentials.of("alice", "secret"));
    }

    @Test
    void anAnonymousTokenIsGotOnceForAllRequests() throws IOException {
        Repository repository = repository(CredentialSource.ANONYMOUS);
        repository.content().open(repository.resolve()).close();
        assertThat(tokens.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.header("Authorization")).isEmpty();
            assertThat(request.parameter("service")).hasValue("test registry");
            assertThat(request.parameter("scope")).hasValue("repository:team/app:pull");
        });
    }

    @Test
    void thePasswordGoesToTheTokenServerAndNotToTheRegistry() throws IOException {
        repository(alice()).resolve();
        assertThat(tokens.requests().get(0).header("Authorization")).hasValue(BASIC);
        assertThat(registry.server.requests())
                .noneMatch(request -> request.header("Authorization").orElse("").startsWith("Basic"));
    }

    @Test
    void aTokenThatHasRunOutIsRenewedBeforeItIsShown() throws IOException {
        Repository repository = repository(alice());
        repository.resolve();
        registry.time.pass(Duration.ofMinutes(6));
        registry.server.forget();
        repository.resolve();
        assertThat(given).hasValue(2);
        assertThat(registry.server.requests()).hasSize(1);
    }

    @Test
    void aTokenThatTheRegistryTakesNoLongerIsRenewedOnce() throws IOException {
        Repository repository = repository(alice());
        repository.resolve();
        valid.clear();
        assertThat(repository.resolve().digest()).isEqualTo(image.digest());
        assertThat(given).hasValue(2);
    }

    @Test
    void aTokenThatRunsOutInTheMiddleOfABlobIsRenewedAtTheVeryByte() throws IOException {
        byte[] bytes = ImageBuilder.noise(8, 300_000);
        Descriptor layer = content.add(MediaTypes.OCI_LAYER, bytes);
        memory.holding(TestRegistry.NAME, content, List.of(image));
        memory.faults().next(1, TestRegistry.blobReads(), (request, right) -> {
            valid.clear();
            return right.cutAfter(100_000, Ending.CLOSE);
        });
        try (var blob = repository(alice()).content().open(layer)) {
            assertThat(blob.newInputStream().readAllBytes()).isEqualTo(bytes);
        }
        assertThat(given).hasValue(2);
        assertThat(registry.server.requests("GET", "/blobs/").stream()
                        .filter(request -> request.header("Authorization").isPresent())
                        .map(request -> request.header("Range").orElse("")))
                .containsExactly("bytes=0-299999", "bytes=100000-299999", "bytes=100000-299999");
    }

    @Test
    void aRegistryThatTakesNoTokenIsNotAskedForEver() throws IOException {
        issue = request -> Reply.json(200, "{\"token\":\"useless\"}");
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> repository(alice()).resolve())
                .withMessageContaining("answered 401")
                .satisfies(e -> assertThat(e.status()).isEqualTo(401));
        assertThat(tokens.requests()).hasSize(1);
    }

    @Test
    void pushingAsksForATokenThatMayPush() throws IOException {
        Repository repository = repository(alice());
        MemoryContent other = new MemoryContent();
        Descriptor pushed = ImageBuilder.anImageIn(other).withLayers(3).build();
        try (var destination = repository.destination(PushOptions.defaults())) {
            Pushing.push(other, pushed, destination, "v2");
        }
        assertThat(tokens.requests().stream().map(WireRequest::target))
                .anyMatch(target -> target.contains("repository%3Ateam%2Fapp%3Apull%2Cpush"));
    }

    @Test
    void anIdentityTokenIsExchangedByThePostOfOauth() throws IOException {
        repository((domain, name) -> Optional.of(new Credentials("", "refresh me", Credentials.Kind.IDENTITY_TOKEN)))
                .resolve();
        WireRequest request = tokens.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("grant_type=refresh_token", "refresh_token=refresh+me", "service=test+registry");
    }

    @Test
    void aRegistryTokenIsShownAsItIs() throws IOException {
        valid.add("Bearer given");
        repository((domain, name) -> Optional.of(new Credentials("", "given", Credentials.Kind.REGISTRY_TOKEN)))
                .resolve();
        assertThat(tokens.requests()).isEmpty();
    }

    @Test
    void aTokenServerThatRefusesIsNamed() {
        issue = request -> Reply.of(401);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> repository(alice()).resolve())
                .withMessageContaining("no token for repository:team/app:pull: http://" + tokens.authority() + "/token"
                        + " answered 401; the credentials may be wrong");
    }

    @Test
    void aTokenServerThatSendsNonsenseIsNamed() {
        for (String answer : List.of("<html>", "{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nX-Evil: 1\"}", "[]")) {
            issue = request -> Reply.json(200, answer);
            assertThatExceptionOfType(ContentException.class)
                    .as(answer)
                    .isThrownBy(() -> repository(alice()).resolve())
                    .withMessageContaining("no token: what http://" + tokens.authority() + "/token answered");
        }
    }

    @Test
    void noTokenFollowsARedirectToAStorage() throws IOException {
        try (TestRegistry storage = TestRegistry.of(memory)) {
            memory.faults()
                    .always(
                            request -> request.is("GET", "/blobs/") && !request.is("GET", "elsewhere"),
                            (request, right) -> Reply.of(307)
                                    .with(
                                            "Location",
                                            "http://" + storage.server.authority() + request.path() + "?elsewhere"));
            Repository repository = repository(alice());
            Descriptor layer = dev.drayage.oci.Manifest.parse(
                            dev.drayage.oci.RawDocument.of(content.bytes(image.digest())),
                            image.mediaType(),
                            dev.drayage.document.Limits.defaults())
                    .layers()
                    .get(0);
            try (var blob = repository.content().open(layer)) {
                assertThat(blob.newInputStream().readAllBytes()).isEqualTo(content.bytes(layer.digest()));
            }
            assertThat(storage.server.requests()).isNotEmpty().allSatisfy(request -> assertThat(
                            request.header("Authorization"))
                    .isEmpty());
        }
    }

    @Test
    void manyThreadsThatAreRefusedAtOnceGetOneTokenBetweenThem() throws IOException {
        Repository repository = repository(alice());
        try (var scope = dev.drayage.task.TaskScope.open("readers", 6)) {
            for (int i = 0; i < 12; i++) {
                scope.fork(repository::resolve);
            }
            scope.join();
        }
        assertThat(given).hasValue(1);
    }
}
