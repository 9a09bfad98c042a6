package dev.drayage.registry;

import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.registry.http.JdkWire;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Proxies;
import dev.drayage.registry.http.Wire;
import dev.drayage.registry.http.Wires;
import dev.drayage.registry.plain.PlainWire;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The wires of one client of registries: a plain one where nothing is encrypted and no proxy stands between, else one
 * for all origins without settings of their own, and one for each kind of settings.
 */
final class OriginWires implements Wires {
    private final Proxies proxies;
    private final Duration connectTimeout;
    private final Map<Origin, TlsSettings> settings = new HashMap<>();
    private final Map<TlsSettings, Wire> encrypted = new HashMap<>();
    private final Wire plain;

    OriginWires(Proxies proxies, Duration connectTimeout) {
        this.proxies = proxies;
        this.connectTimeout = connectTimeout;
        this.plain = new PlainWire(connectTimeout);
    }

    /** From now on these settings hold for the origin. */
    synchronized void settle(Origin origin, TlsSettings tls) throws IOException {
        if (!tls.equals(TlsSettings.DEFAULT)) {
            settings.put(origin, tls);
            if (!encrypted.containsKey(tls)) {
                encrypted.put(
                        tls,
                        new JdkWire(builder().sslContext(TlsContext.of(tls)).build()));
            }
        }
    }

    @Override
    public synchronized Wire to(Origin origin) {
        if (origin.scheme().equals("http") && proxies.areNotFor(origin)) {
            return plain;
        }
        return encrypted.computeIfAbsent(
                settings.getOrDefault(origin, TlsSettings.DEFAULT),
                tls -> new JdkWire(builder().build()));
    }

    private HttpClient.Builder builder() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .proxy(proxies);
        proxies.authenticator().ifPresent(builder::authenticator);
        return builder;
    }
}
