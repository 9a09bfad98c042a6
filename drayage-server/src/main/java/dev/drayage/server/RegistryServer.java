package dev.drayage.server;

import dev.drayage.repository.Repositories;
import dev.drayage.server.http.Handler;
import dev.drayage.server.http.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;

/**
 * A registry in this process. Thread-safe.
 *
 * <pre>{@code
 * try (RegistryServer server = RegistryServer.start(repositories, ServerOptions.defaults())) {
 *     System.out.println("docker pull " + server.address() + "/library/alpine");
 * }
 * }</pre>
 */
public final class RegistryServer implements Closeable {
    private final HttpServer http;
    private final String host;
    private final boolean isSecure;

    private RegistryServer(HttpServer http, String host, boolean isSecure) {
        this.http = http;
        this.host = host;
        this.isSecure = isSecure;
    }

    /**
     * Starts to serve; closing the repositories stays with the caller.
     *
     * @throws IOException if the address cannot be listened at
     */
    @SuppressWarnings("exports") // to our modules alone
    public static RegistryServer start(Repositories repositories, ServerOptions options) throws IOException {
        return start(new Routes(repositories, options.problems()), options);
    }

    /** Starts to serve whatever a handler answers. */
    @SuppressWarnings("exports") // to our modules alone
    public static RegistryServer start(Handler handler, ServerOptions options) throws IOException {
        HttpServer http =
                HttpServer.start(options.listen(), options.socket(), options.tls(), options.limits(), handler);
        InetAddress address = options.listen().getAddress();
        String host = address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
                ? "localhost"
                : address.getHostAddress();
        return new RegistryServer(http, host.indexOf(':') >= 0 ? "[" + host + "]" : host, options.tls() != null);
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
        http.close();
    }
}
