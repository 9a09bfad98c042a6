package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsProvider;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Certificates.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is trusted is the same, whoever encrypts. */
@Timeout(60)
class TlsChecksTest {
    enum Encryption {
        JDK,
        CONSCRYPT;

        Optional<Provider> provider() {
            Optional<Provider> provider = this == JDK ? Optional.empty() : TlsProvider.fastest();
            assertThat(provider.isPresent()).isEqualTo(this == CONSCRYPT);
            return provider;
        }
    }

    private static final String NAMES = "subjectAltName=IP:127.0.0.1,DNS:localhost";
    private static final String SIGNS = "keyUsage=critical,digitalSignature";
    private static final String FOR_SERVERS = "extendedKeyUsage=serverAuth";

    private static final TransportOptions OPTIONS = new TransportOptions(
            Duration.ofSeconds(30), Duration.ofSeconds(30), 2, 4, Duration.ZERO, Duration.ZERO, 0, 5, "t");

    @TempDir
    private static Path home;

    private static Pair authority;
    private static Pair stranger;
    private static Pair right;

    @BeforeAll
    static void makeCertificates() {
        authority = Certificates.authority(home, "authority");
        stranger = Certificates.authority(home, "stranger");
        right = Certificates.signed(home, "right", authority, NAMES, SIGNS, FOR_SERVERS);
    }

    private static TlsSettings trusting(Pair known) {
        return new TlsSettings(List.of(known.certificate()), List.of(), false);
    }

    private static TlsSettings showing(Pair own) {
        return new TlsSettings(List.of(), List.of(new TlsSettings.Identity(own.certificate(), own.key())), false);
    }

    private static int get(WireServer server, String host, TlsSettings settings, Encryption encryption)
            throws IOException {
        SSLContext context = TlsContext.of(settings, encryption.provider());
        Transport transport = new Transport(
                new HttpConnections(
                        Proxies.of(Map.of()), origin -> context, OPTIONS.connectTimeout(), OPTIONS.idleTimeout()),
                OPTIONS,
                Time.system(),
                (from, text) -> {});
        URI uri = URI.create("https://" + server.authority().replace("127.0.0.1", host) + "/v2/");
        try (Response response = transport.send(Request.of("GET", uri), Authorizer.NOBODY)) {
            return response.status();
        }
    }

    private static WireServer server(Pair own) throws IOException {
        return WireServer.start(
                request -> Reply.of(200),
                TlsContext.of(showing(own), Optional.empty()).getServerSocketFactory());
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void aSignedCertificateIsTrustedForItsNames(Encryption encryption) throws IOException {
        try (WireServer server = server(right)) {
            assertThat(get(server, "127.0.0.1", trusting(authority), encryption))
                    .isEqualTo(200);
            assertThat(get(server, "localhost", trusting(authority), encryption))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void aStrangerIsNotTrusted(Encryption encryption) throws IOException {
        try (WireServer server = server(right)) {
            for (TlsSettings settings : List.of(trusting(stranger), TlsSettings.DEFAULT)) {
                refuses(server, settings, encryption);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JDK, subjectAltName=DNS:other.example, extendedKeyUsage=serverAuth",
        "CONSCRYPT, subjectAltName=DNS:other.example, extendedKeyUsage=serverAuth",
        "JDK, subjectAltName=IP:127.0.0.2, extendedKeyUsage=serverAuth",
        "CONSCRYPT, subjectAltName=IP:127.0.0.2, extendedKeyUsage=serverAuth",
        "JDK, subjectAltName=IP:127.0.0.1, extendedKeyUsage=clientAuth",
        "CONSCRYPT, subjectAltName=IP:127.0.0.1, extendedKeyUsage=clientAuth",
    })
    void aCertificateForSomethingElseIsRefused(Encryption encryption, String names, String use) throws IOException {
        Pair wrong = Certificates.signed(home, "wrong", authority, names, SIGNS, use);
        try (WireServer server = server(wrong)) {
            refuses(server, trusting(authority), encryption);
        }
    }

    private static void refuses(WireServer server, TlsSettings settings, Encryption encryption) {
        assertThatExceptionOfType(NoResponseException.class)
                .isThrownBy(() -> get(server, "127.0.0.1", settings, encryption))
                .withMessageContaining(" failed: TLS: its certificate is not trusted (")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tried"));
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void anybodyIsTrustedWhereSettingsSaySo(Encryption encryption) throws IOException {
        Pair wrong = Certificates.signed(home, "any", stranger, "subjectAltName=DNS:other.example", SIGNS, FOR_SERVERS);
        try (WireServer server = server(wrong)) {
            assertThat(get(server, "127.0.0.1", TlsSettings.DEFAULT.unverified(), encryption))
                    .isEqualTo(200);
        }
    }

    /** A server that speaks one version, and may ask for the certificate of its client. */
    private static WireServer picky(String version, boolean wantsClient) throws IOException {
        TlsSettings settings = new TlsSettings(
                List.of(authority.certificate()),
                List.of(new TlsSettings.Identity(right.certificate(), right.key())),
                false);
        SSLServerSocketFactory factory =
                TlsContext.of(settings, Optional.empty()).getServerSocketFactory();
        return WireServer.start(request -> Reply.of(200), new ServerSocketFactory() {
            @Override
            public ServerSocket createServerSocket(int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
                SSLServerSocket socket = (SSLServerSocket) factory.createServerSocket(port, backlog, address);
                socket.setEnabledProtocols(new String[] {version});
                socket.setNeedClientAuth(wantsClient);
                return socket;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "CONSCRYPT, TLSv1.2", "CONSCRYPT, TLSv1.3"})
    void theClientShowsItsCertificateWhereItIsAskedFor(Encryption encryption, String version) throws IOException {
        Pair person = Certificates.signed(
                home, "person", authority, "subjectAltName=DNS:person", "extendedKeyUsage=clientAuth");
        TlsSettings settings = new TlsSettings(
                List.of(authority.certificate()),
                List.of(new TlsSettings.Identity(person.certificate(), person.key())),
                false);
        try (WireServer server = picky(version, true)) {
            assertThat(get(server, "127.0.0.1", settings, encryption)).isEqualTo(200);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> get(server, "127.0.0.1", trusting(authority), encryption));
        }
        try (WireServer server = picky(version, false)) {
            assertThat(get(server, "127.0.0.1", trusting(authority), encryption))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void aServerWithoutTlsIsToldOfAtOnce(Encryption encryption) throws IOException {
        try (WireServer server = WireServer.start(request -> Reply.of(200))) {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get(server, "127.0.0.1", trusting(authority), encryption))
                    .withMessageContaining(" failed: TLS: ")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tried"));
        }
    }
}
