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
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the system trusts is trusted besides what the Java runtime and the settings of a registry do. */
@Timeout(60)
class SystemCertificatesTest {
    private static final String NAMES = "subjectAltName=IP:127.0.0.1,DNS:localhost";
    private static final String FOR_SERVERS = "extendedKeyUsage=serverAuth";

    private static final TransportOptions OPTIONS = new TransportOptions(
            Duration.ofSeconds(30), Duration.ofSeconds(30), 2, 4, Duration.ZERO, Duration.ZERO, 0, 5, "t");

    @TempDir
    private static Path home;

    private static Pair company;
    private static Pair stranger;
    private static Pair ofCompany;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeCertificates() {
        company = Certificates.authority(home, "company");
        stranger = Certificates.authority(home, "stranger");
        ofCompany = Certificates.signed(home, "own", company, NAMES, FOR_SERVERS);
    }

    private static SystemCertificates file(Path file) {
        return SystemCertificates.of(Map.of("SSL_CERT_FILE", file.toString()));
    }

    private static WireServer server(Pair own) throws IOException {
        TlsSettings showing =
                new TlsSettings(List.of(), List.of(new TlsSettings.Identity(own.certificate(), own.key())), false);
        return WireServer.start(
                request -> Reply.of(200),
                TlsContext.of(showing, Optional.empty(), SystemCertificates.of(Map.of()))
                        .getServerSocketFactory());
    }

    private static int get(WireServer server, SystemCertificates system) throws IOException {
        return get(server, TlsSettings.DEFAULT, system, Optional.empty());
    }

    private static int get(
            WireServer server, TlsSettings settings, SystemCertificates system, Optional<Provider> provider)
            throws IOException {
        SSLContext context = TlsContext.of(settings, provider, system);
        Transport transport = new Transport(
                new HttpConnections(
                        Proxies.of(Map.of()), origin -> context, OPTIONS.connectTimeout(), OPTIONS.idleTimeout()),
                OPTIONS,
                Sleeper.ofSystem(),
                (from, text) -> {});
        URI uri = URI.create("https://" + server.authority() + "/v2/");
        try (Response response = transport.send(Request.of("GET", uri), Authorizer.NOBODY)) {
            return response.status();
        }
    }

    private static void refuses(WireServer server, SystemCertificates system, String why) {
        assertThatExceptionOfType(NoResponseException.class)
                .isThrownBy(() -> get(server, system))
                .withMessageContaining("the certificate of " + server.authority() + " " + why)
                .withMessageContaining("; if that is right, option hostFolders DIR trusts the certificates");
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFileThatAVariableNamesIsTrusted(boolean isConscrypt) throws IOException {
        Optional<Provider> provider = isConscrypt ? TlsProvider.fastest() : Optional.empty();
        try (WireServer server = server(ofCompany)) {
            assertThat(get(server, TlsSettings.DEFAULT, file(company.certificate()), provider))
                    .isEqualTo(200);
        }
    }

    @Test
    void everyFileInTheDirectoriesThatAVariableListsIsTrusted() throws IOException {
        Files.copy(company.certificate(), directory.resolve("5ed36f99.0"));
        Files.writeString(directory.resolve("README"), "no certificate");
        SystemCertificates system =
                SystemCertificates.of(Map.of("SSL_CERT_DIR", directory.resolve("absent") + ":" + directory));
        try (WireServer server = server(ofCompany)) {
            assertThat(get(server, system)).isEqualTo(200);
        }
    }

    @Test
    void anEmptyEntryOfTheListIsNotTheWorkingDirectory() throws IOException {
        Path here = Files.createTempFile(Path.of(""), "company", ".crt");
        try (WireServer server = server(ofCompany)) {
            Files.write(here, Files.readAllBytes(company.certificate()));
            refuses(
                    server,
                    SystemCertificates.of(Map.of("SSL_CERT_DIR", ":" + directory + ":")),
                    "is not trusted: it comes from an unknown issuer, ");
        } finally {
            Files.delete(here);
        }
    }

    @Test
    void settingsOfARegistryAreTrustedBesides() throws IOException {
        TlsSettings settings = new TlsSettings(List.of(stranger.certificate()), List.of(), false);
        Pair ofStranger = Certificates.signed(home, "other", stranger, NAMES, FOR_SERVERS);
        for (Pair shown : List.of(ofCompany, ofStranger)) {
            try (WireServer server = server(shown)) {
                assertThat(get(server, settings, file(company.certificate()), Optional.empty()))
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void nothingElseIsTrusted() throws IOException {
        Pair wrongName = Certificates.signed(home, "wrong", company, "subjectAltName=DNS:other.example", FOR_SERVERS);
        Pair old = Certificates.expired(home, "old", company, NAMES, FOR_SERVERS);
        try (WireServer server = server(ofCompany)) {
            refuses(server, file(stranger.certificate()), "is not trusted: it comes from an unknown issuer, ");
            refuses(server, SystemCertificates.of(Map.of()), "is not trusted: it comes from an unknown issuer, ");
        }
        try (WireServer server = server(wrongName)) {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get(server, file(company.certificate())))
                    .withMessageContaining("is for \"other.example\" and not for that name");
        }
        try (WireServer server = server(old)) {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get(server, file(company.certificate())))
                    .withMessageContaining("expired on ");
        }
    }

    @Test
    void whoeverKnowsTheIssuerSaysWhatIsWrong() throws IOException {
        Pair forClients = Certificates.signed(home, "client", company, NAMES, "extendedKeyUsage=clientAuth");
        TlsSettings settings = new TlsSettings(List.of(company.certificate()), List.of(), false);
        try (WireServer server = server(forClients)) {
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get(server, settings, file(stranger.certificate()), Optional.empty()))
                    .withMessageContaining("is not trusted: Extended key usage does not permit use for TLS server");
            assertThatExceptionOfType(NoResponseException.class)
                    .isThrownBy(() -> get(server, file(company.certificate())))
                    .withMessageContaining("is not trusted: Extended key usage does not permit use for TLS server");
        }
    }

    @Test
    void aBrokenCertificateLeavesTheOthersTrusted() throws IOException {
        Path bundle = directory.resolve("bundle.crt");
        String broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        Files.writeString(bundle, broken + Files.readString(company.certificate()) + broken);
        try (WireServer server = server(ofCompany)) {
            assertThat(get(server, file(bundle))).isEqualTo(200);
        }
    }

    @Test
    void whatIsWrongWithAFileIsToldWhereItIsMissed() throws IOException {
        Path absent = directory.resolve("absent.crt");
        Path empty = Files.writeString(directory.resolve("empty.crt"), "");
        try (WireServer server = server(ofCompany)) {
            refuses(
                    server,
                    file(absent),
                    "is not trusted: it comes from an unknown issuer, \"CN=company\"; SSL_CERT_FILE names " + absent
                            + ", which cannot be read: there is no such file or directory; if ");
            refuses(
                    server,
                    file(empty),
                    "is not trusted: it comes from an unknown issuer, \"CN=company\"; SSL_CERT_FILE names " + empty
                            + ", which holds no certificate in PEM; if ");
            refuses(
                    server,
                    SystemCertificates.of(Map.of("SSL_CERT_DIR", absent.toString())),
                    "is not trusted: it comes from an unknown issuer, \"CN=company\"; SSL_CERT_DIR names " + absent
                            + ", which cannot be read: there is no such file or directory; if ");
            refuses(
                    server,
                    SystemCertificates.of(Map.of("SSL_CERT_DIR", empty.toString())),
                    "is not trusted: it comes from an unknown issuer, \"CN=company\"; SSL_CERT_DIR names " + empty
                            + ", which cannot be read: it is not a directory; if ");
        }
    }

    @Test
    void aFileWithoutEndIsRefusedAndInADirectoryPassedOver() throws IOException {
        Path endless = Path.of("/dev/zero");
        try (WireServer server = server(ofCompany)) {
            refuses(
                    server,
                    file(endless),
                    "is not trusted: it comes from an unknown issuer, \"CN=company\"; SSL_CERT_FILE names " + endless
                            + ", which cannot be read: it is larger than 16777216 bytes, which no such file is; if ");
            try (RandomAccessFile huge =
                    new RandomAccessFile(directory.resolve("a-log").toFile(), "rw")) {
                huge.setLength(1L << 34);
            }
            Files.copy(company.certificate(), directory.resolve("company.crt"));
            assertThat(get(server, SystemCertificates.of(Map.of("SSL_CERT_DIR", directory.toString()))))
                    .isEqualTo(200);
        }
    }

    @Test
    void nothingIsReadUntilSomebodyIsNotTrustedOtherwise() throws IOException {
        Path late = directory.resolve("late.crt");
        SystemCertificates system = file(late);
        TlsSettings settings = new TlsSettings(List.of(stranger.certificate()), List.of(), false);
        try (WireServer server = server(Certificates.signed(home, "third", stranger, NAMES, FOR_SERVERS))) {
            assertThat(get(server, settings, system, Optional.empty())).isEqualTo(200);
        }
        Files.copy(company.certificate(), late);
        try (WireServer server = server(ofCompany)) {
            assertThat(get(server, system)).isEqualTo(200);
        }
    }
}
