package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.registry.hosts.SystemCertificates;
import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsProvider;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.http.ConnectProxy;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Certificates.Pair;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registries with TLS behind a proxy, whoever encrypts. */
@Timeout(60)
class ProxyTunnelTest {
    private static final String HOST = "registry.example";
    private static final String REGISTRY_PASSWORD = "Basic c2VjcmV0";
    private static final URI ADDRESS = URI.create("https://" + HOST + "/v2/");

    @TempDir
    private static Path home;

    private static Pair authority;
    private static Pair named;

    @BeforeAll
    static void makeCertificates() {
        authority = Certificates.authority(home, "authority");
        named = Certificates.signed(home, "named", authority, "subjectAltName=DNS:" + HOST);
    }

    @Nested
    class WithTheJavaRuntimesTls extends Contract {
        @Override
        Optional<Provider> provider() {
            return Optional.empty();
        }
    }

    @Nested
    class WithConscrypt extends Contract {
        @Override
        Optional<Provider> provider() {
            Optional<Provider> provider = TlsProvider.fastest();
            assertThat(provider).isPresent();
            return provider;
        }
    }

    private static final class Secret implements Authorizer {
        @Override
        public Optional<String> authorization() {
            return Optional.of(REGISTRY_PASSWORD);
        }

        @Override
        public boolean challenged(URI uri, List<String> asked) {
            return false;
        }
    }

    abstract static class Contract {
        private WireServer server;
        private ConnectProxy proxy;
        private final ManualClock time = new ManualClock(Instant.parse("2026-11-24T12:00:00Z"));

        abstract Optional<Provider> provider();

        @BeforeEach
        void start() throws IOException {
            TlsSettings own = new TlsSettings(
                    List.of(), List.of(new TlsSettings.Identity(named.certificate(), named.key())), false);
            server = WireServer.start(
                    request -> Reply.of(200, new byte[100_000]),
                    TlsContext.of(own, Optional.empty(), SystemCertificates.of(Map.of()))
                            .getServerSocketFactory());
            proxy = ConnectProxy.start(server.authority());
        }

        @AfterEach
        void stop() {
            proxy.close();
            server.close();
        }

        private Transport through(Map<String, String> variables) throws IOException {
            SSLContext context = TlsContext.of(
                    new TlsSettings(List.of(authority.certificate()), List.of(), false),
                    provider(),
                    SystemCertificates.of(Map.of()));
            TransportOptions options = new TransportOptions(
                    Duration.ofSeconds(10), Duration.ofSeconds(30), 2, 3, Duration.ZERO, Duration.ZERO, 0, 5, "t");
            return new Transport(
                    new HttpConnections(
                            Proxies.of(variables), origin -> context, options.connectTimeout(), options.idleTimeout()),
                    options,
                    time,
                    (from, text) -> {});
        }

        private Transport through(String userInfo) throws IOException {
            return through(Map.of("HTTPS_PROXY", "http://" + userInfo + proxy.authority()));
        }

        private int get(Transport transport) throws IOException {
            try (Response response = transport.send(Request.of("GET", ADDRESS), new Secret())) {
                assertThat(response.readUpTo(200_000))
                        .hasValueSatisfying(body -> assertThat(body).hasSize(100_000));
                return response.status();
            }
        }

        private void fails(Transport transport, String why) {
            List<String> log =
                    CapturedLog.of(RequestLog.NAME, () -> assertThatExceptionOfType(NoResponseException.class)
                            .isThrownBy(() -> get(transport))
                            .withMessageContaining(ADDRESS + " failed: " + why)
                            .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hush", "alice")));
            assertThat(log).isNotEmpty().noneMatch(line -> line.contains("hush") || line.contains("c2VjcmV0"));
            assertThat(server.requests()).isEmpty();
        }

        private void neverGetsTheRegistrysPassword() {
            assertThat(proxy.requests()).isNotEmpty().allSatisfy(request -> {
                assertThat(request.toString()).isEqualTo("CONNECT " + HOST + ":443");
                assertThat(request.header("Authorization")).isEmpty();
            });
        }

        private static String basic(String userAndPassword) {
            return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void requestsGoThroughOneTunnelWithoutThePasswordOfTheOther() throws IOException {
            proxy.wanting("alice", "hush:h\u00fcsh@");
            Transport transport = through("alice:hush%3Ah%C3%BCsh%40@");
            List<String> log = CapturedLog.of(RequestLog.NAME, () -> {
                assertThat(get(transport)).isEqualTo(200);
                assertThat(get(transport)).isEqualTo(200);
            });
            assertThat(proxy.requests()).hasSize(1);
            assertThat(proxy.requests().get(0).header("Proxy-Authorization")).hasValue(basic("alice:hush:h\u00fcsh@"));
            neverGetsTheRegistrysPassword();
            assertThat(server.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.header("Authorization")).hasValue(REGISTRY_PASSWORD);
                assertThat(request.header("Proxy-Authorization")).isEmpty();
                assertThat(request.target()).isEqualTo("/v2/");
            });
            assertThat(log).hasSize(2).noneMatch(line -> line.contains("hush") || line.contains("alice"));
        }

        @Test
        void aProxyThatWantsNoPasswordGetsNone() throws IOException {
            assertThat(get(through(""))).isEqualTo(200);
            assertThat(proxy.requests().get(0).header("Proxy-Authorization")).isEmpty();
            neverGetsTheRegistrysPassword();
        }

        @Test
        void eachSchemeHasItsProxyAndHostsThatAreExemptHaveNone() throws IOException {
            String address = "http://" + proxy.authority();
            // There is no such host but behind the proxy.
            for (Map<String, String> variables : List.of(
                    Map.of("HTTP_PROXY", address), Map.of("HTTPS_PROXY", address, "NO_PROXY", ".other, " + HOST))) {
                assertThatExceptionOfType(NoResponseException.class)
                        .isThrownBy(() -> get(through(variables)))
                        .withMessageContaining("there is no host of that name");
            }
            assertThat(proxy.requests()).isEmpty();
            assertThat(get(through(Map.of("all_proxy", address, "NO_PROXY", "xregistry.example,10.0.0.0/8"))))
                    .isEqualTo(200);
        }

        @Test
        void aPasswordThatIsMissingIsAskedForByTheNameOfTheVariable() throws IOException {
            proxy.wanting("alice", "hush");
            fails(
                    through(""),
                    "the proxy " + proxy.authority() + " opens no connection to " + HOST
                            + " (407); it wants a user name" + " and password: http://USER:PASSWORD@"
                            + proxy.authority() + " in https_proxy");
            assertThat(proxy.requests()).hasSize(1);
        }

        @Test
        void aPasswordThatIsWrongIsToldOfAndShownOnce() throws IOException {
            proxy.wanting("alice", "other");
            fails(
                    through("alice:hush@"),
                    "the proxy " + proxy.authority() + " opens no connection to " + HOST
                            + " (407); it does not take the user name and password in https_proxy");
            neverGetsTheRegistrysPassword();
            assertThat(proxy.requests()).hasSize(1);
        }

        @Test
        void credentialsOfAnotherKindAreToldOf() throws IOException {
            proxy.wanting("alice", "other").offering("Negotiate");
            fails(
                    through("alice:hush@"),
                    "the proxy " + proxy.authority() + " opens no connection to " + HOST
                            + " (407); it wants another kind of credentials");
        }

        @ParameterizedTest
        @CsvSource({
            "403, 1, it does not allow that",
            "404, 1, see whether it is a proxy",
            "502, 3, it could not reach that host",
            "503, 3, it could not reach that host",
        })
        void whatAProxySaysIsNoResponseOfTheRegistry(int status, int attempts, String hint) throws IOException {
            proxy.refusing(status);
            fails(
                    through("alice:hush@"),
                    "the proxy " + proxy.authority() + " opens no connection to " + HOST + " (" + status + "); "
                            + hint);
            neverGetsTheRegistrysPassword();
            assertThat(proxy.requests()).hasSize(attempts);
        }

        @Test
        void aProxyThatIsNotThereIsNamed() throws IOException {
            // A port that was listened at a moment ago may still take a connection, or somebody else's.
            fails(
                    through(Map.of("HTTPS_PROXY", "http://alice:hush@127.0.0.1:1")),
                    "the proxy 127.0.0.1:1, named by https_proxy: nothing answers there; check the host, the"
                            + " port and the network");
        }

        @Test
        void aProxyThatSpeaksTlsItselfIsNamed() throws IOException {
            fails(
                    through(Map.of("https_proxy", "http://" + server.authority())),
                    "the proxy " + server.authority() + ", named by https_proxy: it speaks TLS itself");
        }

        @Test
        void theCertificateBehindTheProxyIsThatOfTheRegistry() throws IOException {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> through("")
                            .send(Request.of("GET", URI.create("https://other.example/v2/")), Authorizer.NOBODY))
                    .withMessageContaining(
                            "the certificate of other.example is for \"" + HOST + "\" and not for that name");
        }
    }
}
