package dev.drayage.registry;

import dev.drayage.registry.hosts.SystemCertificates;
import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.TlsContexts;
import java.io.IOException;
import java.security.Provider;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** The TLS of each origin that a client speaks to: its own settings, or those of everybody. */
final class OriginTls implements TlsContexts {
    private final Supplier<Optional<Provider>> provider;
    private final SystemCertificates system;
    private final Map<Origin, TlsSettings> settings = new HashMap<>();
    private final Map<TlsSettings, SSLContext> contexts = new HashMap<>();

    /**
     * @param provider who encrypts, asked when something is; empty for the one that this Java runtime prefers
     * @param system trusted everywhere
     */
    OriginTls(Supplier<Optional<Provider>> provider, SystemCertificates system) {
        this.provider = provider;
        this.system = system;
    }

    /** From now on these settings hold for the origin. */
    synchronized void settle(Origin origin, TlsSettings tls) throws IOException {
        if (!tls.equals(TlsSettings.DEFAULT)) {
            settings.put(origin, tls);
            // What is wrong with them fails here, and not in a request.
            context(tls);
        }
    }

    @Override
    public synchronized SSLContext of(Origin origin) throws IOException {
        return context(settings.getOrDefault(origin, TlsSettings.DEFAULT));
    }

    private SSLContext context(TlsSettings tls) throws IOException {
        SSLContext known = contexts.get(tls);
        if (known == null) {
            known = TlsContext.of(tls, provider.get(), system);
            contexts.put(tls, known);
        }
        return known;
    }
}
