package dev.drayage.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.pem.Pem;
import dev.drayage.testkit.ManualClock;
import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCertificateTest {
    @TempDir
    private Path directory;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final List<String> problems = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private ServerCertificate open(Certificates.Pair files) throws IOException {
        return ServerCertificate.open(files.certificate(), files.key(), problems::add, clock);
    }

    private static void replace(Certificates.Pair files, Certificates.Pair by) throws IOException {
        Files.copy(by.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(by.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLServerSocket listen(SSLContext context) throws IOException {
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        threads.execute(() -> echoAll(server));
        return server;
    }

    private void echoAll(SSLServerSocket server) {
        try {
            while (true) {
                SSLSocket accepted = (SSLSocket) server.accept();
                threads.execute(() -> echo(accepted));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static void echo(SSLSocket accepted) {
        try {
            accepted.getInputStream().transferTo(accepted.getOutputStream());
        } catch (IOException e) {
            // A client that trusts nobody here.
        }
    }

    /** A connection of a client that trusts these certificates alone. */
    private static SSLSocket connect(SSLServerSocket server, Path... trusted) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Path file : trusted) {
            for (X509Certificate certificate : Pem.certificates(file)) {
                store.setCertificateEntry(file + "-" + certificate.getSerialNumber(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket)
                client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private static void assertAlive(SSLSocket socket) throws IOException {
        socket.getOutputStream().write('x');
        socket.getOutputStream().flush();
        assertThat(socket.getInputStream().read()).isEqualTo('x');
    }

    private static Certificate shown(SSLSocket socket) throws IOException {
        return socket.getSession().getPeerCertificates()[0];
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws Exception {
        Certificates.Pair files = Certificates.make(directory, "old");
        Path old = Files.copy(files.certificate(), directory.resolve("kept.crt"));
        Certificates.Pair renewed = Certificates.make(directory, "renewed");
        try (SSLServerSocket server = listen(open(files).context());
                SSLSocket before = connect(server, old)) {
            assertAlive(before);

            replace(files, renewed);
            clock.pass(Duration.ofSeconds(2));

            try (SSLSocket after = connect(server, renewed.certificate())) {
                assertThat(shown(after))
                        .isEqualTo(Pem.certificates(renewed.certificate()).get(0));
                assertAlive(after);
            }
            assertAlive(before);
            assertThat(shown(before)).isEqualTo(Pem.certificates(old).get(0));
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void halfARenewalIsNotTaken() throws Exception {
        Certificates.Pair files = Certificates.make(directory, "old");
        Path old = Files.copy(files.certificate(), directory.resolve("kept.crt"));
        Certificates.Pair renewed = Certificates.make(directory, "renewed");
        ServerCertificate certificate = open(files);
        try (SSLServerSocket server = listen(certificate.context())) {
            Files.copy(renewed.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            clock.pass(Duration.ofSeconds(2));
            try (SSLSocket during = connect(server, old)) {
                assertAlive(during);
            }
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .startsWith(files.key() + " is not the key of the first certificate in " + files.certificate());

            Files.copy(renewed.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
            clock.pass(Duration.ofSeconds(2));
            try (SSLSocket after = connect(server, renewed.certificate())) {
                assertAlive(after);
            }
        }
    }

    @Test
    void theWholeChainIsSent() throws Exception {
        Certificates.Pair authority = Certificates.authority(directory, "authority");
        Certificates.Pair between =
                Certificates.signed(directory, "between", authority, "basicConstraints=critical,CA:TRUE");
        Certificates.Pair server = Certificates.signed(directory, "server", between, "subjectAltName=IP:127.0.0.1");
        Files.writeString(
                server.certificate(), Files.readString(server.certificate()) + Files.readString(between.certificate()));

        try (SSLServerSocket listening = listen(open(server).context());
                SSLSocket client = connect(listening, authority.certificate())) {
            assertThat(client.getSession().getPeerCertificates()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ecparam -genkey -name prime256v1 -out KEY",
                "genrsa -traditional -out KEY 2048",
                "genpkey -algorithm ED25519 -out KEY"
            })
    void keysOfEveryKindSpeakTls(String command) throws Exception {
        Path key = directory.resolve("key");
        Path certificate = directory.resolve("certificate");
        Peers.require("openssl")
                .run(command.replace("KEY", key.toString()).split(" "))
                .requireSuccess();
        Peers.require("openssl")
                .run(("req -x509 -subj /CN=test -days 2 -key " + key + " -out " + certificate).split(" "))
                .requireSuccess();

        try (SSLServerSocket server =
                        listen(open(new Certificates.Pair(certificate, key)).context());
                SSLSocket client = connect(server, certificate)) {
            assertAlive(client);
        }
    }

    @Test
    void manyHandshakesAndARenewalGoTogether() throws Exception {
        Certificates.Pair files = Certificates.make(directory, "old");
        Path old = Files.copy(files.certificate(), directory.resolve("kept.crt"));
        Certificates.Pair renewed = Certificates.make(directory, "renewed");
        try (SSLServerSocket server = listen(open(files).context())) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                if (i == 20) {
                    replace(files, renewed);
                    clock.pass(Duration.ofSeconds(2));
                }
                clients.add(threads.submit(() -> {
                    try (SSLSocket client = connect(server, old, renewed.certificate())) {
                        assertAlive(client);
                    }
                    return null;
                }));
            }
            for (Future<?> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefusedByName() {
        Certificates.Pair one = Certificates.make(directory, "one");
        Certificates.Pair two = Certificates.make(directory, "two");

        assertThatThrownBy(() -> open(new Certificates.Pair(one.certificate(), two.key())))
                .hasMessageStartingWith(two.key() + " is not the key of the first certificate in " + one.certificate());
        assertThatThrownBy(() -> open(new Certificates.Pair(one.certificate(), directory.resolve("none"))))
                .hasMessageStartingWith(directory.resolve("none") + " does not exist");
        assertThatThrownBy(() -> open(new Certificates.Pair(one.key(), one.key())))
                .hasMessage(one.key() + " holds no certificate in PEM");
        assertThatThrownBy(() -> open(new Certificates.Pair(one.certificate(), one.certificate())))
                .hasMessage(one.certificate() + " holds no unencrypted private key in PEM");
    }
}
