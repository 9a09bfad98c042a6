package dev.drayage.server;

import dev.drayage.place.Places;
import dev.drayage.place.RepositoriesProvider.Access;
import dev.drayage.repository.Repositories;
import dev.drayage.server.cache.PullThroughCache;
import dev.drayage.server.http.ConcurrentRequests;
import dev.drayage.server.http.EndedExchange;
import dev.drayage.server.http.ExchangeListener;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.HttpServer;
import dev.drayage.server.names.ServedPlace;
import dev.drayage.server.names.ServedPlaces;
import dev.drayage.server.observe.AccessLog;
import dev.drayage.server.observe.Health;
import dev.drayage.server.observe.Metrics;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * A registry in this process. Thread-safe.
 *
 * <pre>{@code
 * try (RegistryServer server = RegistryServer.start(List.of("oci-archive:bundle.tar"), ServerOptions.defaults())) {
 *     System.out.println("docker pull " + server.address() + "/library/alpine");
 * }
 * }</pre>
 */
public final class RegistryServer implements Closeable {
    /** With those who take a response slowly, fewer than there are threads. */
    private static final int MOST_REQUESTS = 160;

    /** Looked for to see whether places can be read; listing what there is may take long. */
    private static final String ANY_NAME = "library/scratch";

    private final HttpServer http;
    private final Runnable stopping;
    private final Closeable served;
    private final String host;
    private final boolean isSecure;

    private RegistryServer(HttpServer http, Runnable stopping, Closeable served, String host, boolean isSecure) {
        this.http = http;
        this.stopping = stopping;
        this.served = served;
        this.host = host;
        this.isSecure = isSecure;
    }

    /**
     * Starts to serve places, which are closed with the server.
     *
     * @param places their names, as the command has them: {@code oci-archive:bundle.tar}, {@code docker://registry.example};
     *     what is in several is taken from the first
     * @throws IllegalArgumentException if a name cannot be meant; the message is a sentence for whoever wrote it
     * @throws IOException if a place cannot be opened, or the address cannot be listened at
     */
    public static RegistryServer start(List<String> places, ServerOptions options) throws IOException {
        Places kinds = Places.load();
        Access access = options.isWritable() ? Access.WRITE : Access.READ;
        List<ServedPlace> opened = new ArrayList<>();
        try {
            for (String place : places) {
                opened.add(ServedPlaces.open(place, "", kinds, options.places(), access));
            }
            for (Map.Entry<String, String> mapped : options.mapped().entrySet()) {
                opened.add(ServedPlaces.open(mapped.getValue(), mapped.getKey(), kinds, options.places(), access));
            }
            // Last: a registry may have anything, and is asked over a network.
            for (ServerOptions.CachedPlace cached : options.cached()) {
                opened.add(open(cached, kinds, options));
            }
            ServedPlaces all = ServedPlaces.of(opened);
            if (options.isWritable() && !all.isAnyWritable()) {
                throw new IllegalArgumentException("nothing of this can be pushed to: " + all.location()
                        + "; name a layout, oci:DIR, or the store");
            }
            return start(all, options, all);
        } catch (IOException | RuntimeException e) {
            try {
                ServedPlaces.of(opened).close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static ServedPlace open(ServerOptions.CachedPlace cached, Places kinds, ServerOptions options)
            throws IOException {
        ServedPlace upstream = ServedPlaces.open(cached.upstream(), "", kinds, options.places(), Access.READ);
        try {
            String namespace = PullThroughCache.namespaceFor(upstream.place().location());
            return ServedPlace.of(
                    upstream.bareName(),
                    PullThroughCache.open(upstream.place(), cached.namespaces().apply(namespace), cached.options()));
        } catch (RuntimeException e) {
            upstream.place().close();
            throw e;
        }
    }

    /**
     * Starts to serve; closing the repositories stays with the caller.
     *
     * @throws IOException if the address cannot be listened at
     */
    @SuppressWarnings("exports") // to our modules alone
    public static RegistryServer start(Repositories repositories, ServerOptions options) throws IOException {
        return start(repositories, options, () -> {});
    }

    private static RegistryServer start(Repositories repositories, ServerOptions options, Closeable served)
            throws IOException {
        Metrics metrics = new Metrics();
        Routes routes = new Routes(repositories, options, metrics);
        Health health = new Health(() -> repositories.find(ANY_NAME), options.problems());
        OutputStream lines = options.accessLog();
        AccessLog log = lines == null ? null : new AccessLog(lines, options.problems());
        Closeable all = () -> {
            try (served;
                    log) {
                routes.close();
            }
        };
        try {
            Handler guarded = new ConcurrentRequests(options.guarded(routes), MOST_REQUESTS);
            Handler handler =
                    request -> Health.covers(request.path()) ? health.handle(request) : guarded.handle(request);
            ExchangeListener listener = metrics.and(new ToldProblems(options.problems()));
            RegistryServer server =
                    start(handler, options, log == null ? listener : log.and(listener), health::stop, all);
            metrics.gauge("dray_connections_open", "Connections that are open.", server.http::connections);
            return server;
        } catch (IOException | RuntimeException e) {
            routes.close();
            if (log != null) {
                log.close();
            }
            throw e;
        }
    }

    /** Tells why responses broke off; how requests ended is told by others. */
    private record ToldProblems(Consumer<String> problems) implements ExchangeListener {
        @Override
        public void ended(EndedExchange exchange) {
            // That is for the log.
        }

        @Override
        public void broke(String method, String path, Throwable cause) {
            problems.accept(method + " " + path + " broke off: " + cause.getMessage());
        }
    }

    /** Starts to send the responses of a handler, to everybody. */
    @SuppressWarnings("exports") // to our modules alone
    public static RegistryServer start(Handler handler, ServerOptions options) throws IOException {
        return start(handler, options, exchange -> {}, () -> {}, () -> {});
    }

    private static RegistryServer start(
            Handler handler, ServerOptions options, ExchangeListener listener, Runnable stopping, Closeable served)
            throws IOException {
        SSLContext tls = options.context();
        HttpServer http =
                HttpServer.start(options.listen(), options.socket(), tls, options.limits(), handler, listener);
        InetAddress address = options.listen().getAddress();
        String host = address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
                ? "localhost"
                : address.getHostAddress();
        return new RegistryServer(
                http, stopping, served, host.indexOf(':') >= 0 ? "[" + host + "]" : host, tls != null);
    }

    /** What goes before the names of repositories, such as {@code localhost:5000}. */
    public String address() {
        return host + ":" + http.port();
    }

    /** Where it is, such as {@code http://localhost:5000}. */
    public String url() {
        return (isSecure ? "https://" : "http://") + address();
    }

    /** Accepts nothing more, lets transfers end as long as the limits allow, and stops. */
    @Override
    public void close() throws IOException {
        stopping.run();
        try (served) {
            http.close();
        }
    }
}
