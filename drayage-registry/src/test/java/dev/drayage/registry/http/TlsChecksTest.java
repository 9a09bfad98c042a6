package dev.drayage.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.registry.hosts.SystemCertificates;
import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsProvider;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireServer;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Certificates.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

    private static final String TRUST_IT =
            "; if that is right, option hostFolders DIR trusts the certificates DIR/HOST:PORT/*.crt";
    private static final String UNCHECKED =
            "; skip_verify = true in DIR/HOST:PORT/hosts.toml of option hostFolders DIR goes without the check";

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
        return get(server.authority().replace("127.0.0.1", host), settings, encryption);
    }

    private static Transport transport(TlsSettings settings, Encryption encryption) throws IOException {
        SSLContext context = TlsContext.of(settings, encryption.provider(), SystemCertificates.of(Map.of()));
        return new Transport(
                new HttpConnections(
                        Proxies.of(Map.of()), origin -> context, OPTIONS.connectTimeout(), OPTIONS.idleTimeout()),
                OPTIONS,
                Sleeper.ofSystem(),
                (from, text) -> {});
    }

    private static int get(String authority, TlsSettings settings, Encryption encryption) throws IOException {
        URI uri = URI.create("https://" + authority + "/v2/");
        try (Response response = transport(settings, encryption).send(Request.of("GET", uri), Authorizer.NOBODY)) {
            return response.status();
        }
    }

    private static WireServer server(Pair own) throws IOException {
        return WireServer.start(
                request -> Reply.of(200),
                TlsContext.of(showing(own), Optional.empty(), SystemCertificates.of(Map.of()))
                        .getServerSocketFactory());
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
                refuses(
                        server,
                        settings,
                        encryption,
                        "is not trusted: it comes from an unknown issuer, \"CN=authority\"" + TRUST_IT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void oneThatNobodyElseSignedIsNotTrusted(Encryption encryption) throws IOException {
        try (WireServer server = server(Certificates.make(home, "alone"))) {
            refuses(
                    server,
                    trusting(authority),
                    encryption,
                    "is not trusted: it is signed by itself alone, as \"CN=alone\"" + TRUST_IT);
        }
    }

    private static LocalDate lastDay(Pair pair) throws IOException {
        try (InputStream in = Files.newInputStream(pair.certificate())) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC);
        } catch (CertificateException e) {
            throw new IOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void anExpiredCertificateIsRefusedWithItsDate(Encryption encryption) throws IOException {
        Pair old = Certificates.expired(home, "old", authority, NAMES, SIGNS, FOR_SERVERS);
        LocalDate yesterday = lastDay(old);
        try (WireServer server = server(old)) {
            refuses(
                    server,
                    trusting(authority),
                    encryption,
                    "expired on " + yesterday + "; it has to be renewed there" + UNCHECKED);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JDK, subjectAltName=DNS:other.example, extendedKeyUsage=serverAuth, is for 'other.example'",
        "CONSCRYPT, subjectAltName=DNS:other.example, extendedKeyUsage=serverAuth, is for 'other.example'",
        "JDK, subjectAltName=IP:127.0.0.2, extendedKeyUsage=serverAuth, is for '127.0.0.2'",
        "CONSCRYPT, subjectAltName=IP:127.0.0.2, extendedKeyUsage=serverAuth, is for '127.0.0.2'",
        "JDK, subjectAltName=IP:127.0.0.1, extendedKeyUsage=clientAuth, is not trusted: Extended key usage",
        "CONSCRYPT, subjectAltName=IP:127.0.0.1, extendedKeyUsage=clientAuth, is not trusted: Extended key usage",
    })
    void aCertificateForSomethingElseIsRefused(Encryption encryption, String names, String use, String why)
            throws IOException {
        Pair wrong = Certificates.signed(home, "wrong", authority, names, SIGNS, use);
        try (WireServer server = server(wrong)) {
            refuses(server, trusting(authority), encryption, why.replace('\'', '"'));
        }
    }

    private static void refuses(WireServer server, TlsSettings settings, Encryption encryption, String why) {
        assertThatExceptionOfType(NoResponseException.class)
                .isThrownBy(() -> get(server, "127.0.0.1", settings, encryption))
                .withMessageContaining(" failed: TLS: the certificate of " + server.authority() + " " + why)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tried", "sun.", "javax."));
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
        SSLServerSocketFactory factory = TlsContext.of(settings, Optional.empty(), SystemCertificates.of(Map.of()))
                .getServerSocketFactory();
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
                    .isThrownBy(() -> get(server, "127.0.0.1", trusting(authority), encryption))
                    .withMessageContaining(" wants a certificate of this client, or another ");
        }
        try (WireServer server = picky(version, false)) {
            assertThat(get(server, "127.0.0.1", trusting(authority), encryption))
                    .isEqualTo(200);
        }
    }

    /** A server that takes a connection, sends these bytes and waits for the client to go. */
    private static ServerSocket sending(byte... bytes) throws IOException {
        ServerSocket socket = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread thread = new Thread(() -> {
            while (true) {
                try (Socket client = socket.accept()) {
                    int first = client.getInputStream().read();
                    if (bytes.length > 0 && first >= 0) {
                        client.getOutputStream().write(bytes);
                        client.shutdownOutput();
                        client.getInputStream().readAllBytes();
                    }
                } catch (IOException e) {
                    if (socket.isClosed()) {
                        return;
                    }
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return socket;
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void aServerOfOldVersionsIsToldOf(Encryption encryption) throws IOException {
        // An alert: fatal, protocol_version.
        try (ServerSocket old = sending((byte) 0x15, (byte) 3, (byte) 1, (byte) 0, (byte) 2, (byte) 2, (byte) 70)) {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get("127.0.0.1:" + old.getLocalPort(), trusting(authority), encryption))
                    .withMessageEndingWith(" failed: TLS: 127.0.0.1:" + old.getLocalPort()
                            + " speaks no version of TLS that is safe; it has to take 1.2 or 1.3");
        }
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void aServerThatSaysNothingInTheHandshakeIsToldOf(Encryption encryption) throws IOException {
        try (ServerSocket mute = sending()) {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get("127.0.0.1:" + mute.getLocalPort(), trusting(authority), encryption))
                    .withMessageContaining(
                            " ends the connection in the middle of the handshake; see whether it speaks TLS at that port");
        }
    }

    @Test
    void aServerWithTlsIsRecognisedByItsAlertInTheClear() throws IOException {
        try (WireServer server = server(right)) {
            Transport transport = transport(TlsSettings.DEFAULT, Encryption.JDK);
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> transport.send(
                            Request.of("GET", URI.create("http://" + server.authority() + "/v2/")), Authorizer.NOBODY))
                    .withMessageEndingWith(
                            " failed: it speaks TLS, and was spoken to in the clear; leave out option plainHttp,"
                                    + " or write https:// in hosts.toml")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tried"));
        }
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void aServerWithoutTlsIsToldOfAtOnce(Encryption encryption) throws IOException {
        byte[] refusal = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket plain = sending(refusal)) {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get("127.0.0.1:" + plain.getLocalPort(), trusting(authority), encryption))
                    .withMessageEndingWith(
                            " failed: it does not speak TLS; option plainHttp speaks to it in the clear, as http:// in hosts.toml"
                                    + " does")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tried"));
        }
    }
}
