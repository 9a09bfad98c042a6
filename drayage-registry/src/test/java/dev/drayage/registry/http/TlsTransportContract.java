package dev.drayage.registry.http;

import dev.drayage.registry.hosts.SystemCertificates;
import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.testkit.peer.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What requests do over TLS. */
abstract class TlsTransportContract extends TransportContract {
    @TempDir
    private static Path home;

    private static Certificates.Pair pair;

    private Optional<SSLContext> client = Optional.empty();

    /** Who encrypts for the client. */
    abstract Optional<Provider> provider();

    @BeforeAll
    static void makeCertificate() {
        pair = Certificates.make(home, "server");
    }

    @Override
    ServerSocketFactory sockets() {
        TlsSettings own =
                new TlsSettings(List.of(), List.of(new TlsSettings.Identity(pair.certificate(), pair.key())), false);
        return context(own, Optional.empty()).getServerSocketFactory();
    }

    @Override
    Optional<SSLContext> tls() {
        if (client.isEmpty()) {
            client = Optional.of(context(new TlsSettings(List.of(pair.certificate()), List.of(), false), provider()));
        }
        return client;
    }

    private static SSLContext context(TlsSettings settings, Optional<Provider> provider) {
        try {
            return TlsContext.of(settings, provider, SystemCertificates.of(Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
