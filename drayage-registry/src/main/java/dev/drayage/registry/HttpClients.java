package dev.drayage.registry;

import dev.drayage.registry.hosts.TlsContext;
import dev.drayage.registry.hosts.TlsSettings;
import dev.drayage.registry.http.Clients;
import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Proxies;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One HTTP client for all origins without settings of their own, and one for each kind of settings. */
final class HttpClients implements Clients {
    private final Proxies proxies;
    private final Duration connectTimeout;
    private final Map<Origin, TlsSettings> settings = new HashMap<>();
    private final Map<TlsSettings, HttpClient> clients = new HashMap<>();

    HttpClients(Proxies proxies, Duration connectTimeout) {
        this.proxies = proxies;
        this.connectTimeout = connectTimeout;
    }

    /** From now on these settings hold for the origin. */
    synchronized void settle(Origin origin, TlsSettings tls) throws IOException {
        if (!tls.equals(TlsSettings.DEFAULT)) {
            settings.put(origin, tls);
            if (!clients.containsKey(tls)) {
                clients.put(tls, builder().sslContext(TlsContext.of(tls)).build());
            }
        }
    }

    @Override
    public synchronized HttpClient forOrigin(Origin origin) {
        return clients.computeIfAbsent(settings.getOrDefault(origin, TlsSettings.DEFAULT), tls -> builder()
                .build());
    }

    private HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .proxy(proxies);
    }
}
