package dev.drayage.server.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Listens at one address. Thread-safe. */
public final class HttpServer implements Closeable {
    /** For uploads, logins and {@link Exchange#MOST_HOLDING} responses that wait in threads, and some that never do. */
    private static final int THREADS = 320;

    /** Connections that nothing moves on any more are closed, slow clients are not. */
    private static final int IDLE_WHILE_STOPPING_MILLIS = 3000;

    private static final int OUTPUT_BUFFER = 32 << 10;
    private static final int SESSION_WINDOW = 16 << 20;
    private static final int STREAM_WINDOW = 4 << 20;

    private final Server server;
    private final ServerConnector connector;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts to listen.
     *
     * @param listen the address; port 0 takes one that is free
     * @param bound a socket that listens already, in the place of the address; null for none
     * @param tls what TLS is spoken with, HTTP/2 too; null for none
     * @throws IOException if the address cannot be listened at
     */
    public static HttpServer start(
            InetSocketAddress listen,
            @Nullable ServerSocketChannel bound,
            @Nullable SSLContext tls,
            HttpLimits limits,
            Handler handler)
            throws IOException {
        return start(listen, bound, tls, limits, handler, exchange -> {});
    }

    /** The same, with somebody who is told of each exchange when it has ended. */
    public static HttpServer start(
            InetSocketAddress listen,
            @Nullable ServerSocketChannel bound,
            @Nullable SSLContext tls,
            HttpLimits limits,
            Handler handler,
            ExchangeListener listener)
            throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("dray-http");
        Scheduler scheduler = new ScheduledExecutorScheduler("dray-http-timer", true);
        Server server = new Server(threads, scheduler, null);
        HeadDeadline deadline = new HeadDeadline(limits.headTimeout(), scheduler);
        HttpConfiguration config = configuration(limits);
        ServerConnector connector = new ServerConnector(server, 1, 1, protocols(config, tls, deadline));
        connector.setIdleTimeout(limits.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHILE_STOPPING_MILLIS);
        connector.setAcceptQueueSize(1024);
        connector.setHost(
                listen.getAddress() == null
                        ? listen.getHostString()
                        : listen.getAddress().getHostAddress());
        connector.setPort(listen.getPort());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(limits.maxConnections(), connector));
        server.addBean(new ClientConnections(limits.maxConnectionsOfClient()));
        server.addBean(deadline);
        server.setHandler(new GracefulHandler(new Exchange(handler, listener)));
        server.setErrorHandler(new PlainErrors());
        server.setRequestLog(new ExchangeLog(listener));
        server.setStopTimeout(limits.stopTimeout().toMillis());
        HttpServer started = new HttpServer(server, connector);
        try {
            if (bound != null) {
                connector.open(bound);
            }
            server.start();
        } catch (Exception e) {
            started.abandon();
            throw cannotListen(listen, e);
        }
        return started;
    }

    private static IOException cannotListen(InetSocketAddress listen, Exception failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String address = listen.getAddress() == null
                ? listen.getHostString()
                : listen.getAddress().getHostAddress();
        String place = (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + listen.getPort();
        return new IOException(
                "cannot listen at " + place + ": " + cause.getMessage() + "; end what does, or choose another address",
                failure);
    }

    private static HttpConfiguration configuration(HttpLimits limits) {
        HttpConfiguration config = new HttpConfiguration();
        config.setSendServerVersion(false);
        config.setRequestHeaderSize(limits.maxHeadBytes());
        config.setOutputBufferSize(OUTPUT_BUFFER);
        config.setIdleTimeout(limits.idleTimeout().toMillis());
        return config;
    }

    private static List<ConnectionFactory> secure(HttpConfiguration config, SSLContext tls, HeadDeadline deadline) {
        SslContextFactory.Server material = new SslContextFactory.Server();
        material.setSslContext(tls);
        HttpConfiguration secure = new HttpConfiguration(config);
        // A certificate for one name is used by others on a network of one's own.
        secure.addCustomizer(new SecureRequestCustomizer(false));
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(secure);
        http2.setInitialSessionRecvWindow(SESSION_WINDOW);
        http2.setInitialStreamRecvWindow(STREAM_WINDOW);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        return List.of(new SslConnectionFactory(material, alpn.getProtocol()), alpn, http2, deadline.watched(secure));
    }

    private static ConnectionFactory[] protocols(
            HttpConfiguration config, @Nullable SSLContext tls, HeadDeadline deadline) {
        List<ConnectionFactory> factories =
                tls == null ? List.of(deadline.watched(config)) : secure(config, tls, deadline);
        return factories.toArray(ConnectionFactory[]::new);
    }

    /** How many connections are open. */
    public int connections() {
        return connector.getConnectedEndPoints().size();
    }

    /** The port that is listened at. */
    public int port() {
        return connector.getLocalPort();
    }

    private void abandon() {
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            // It never ran.
        }
    }

    /** Accepts nothing more, lets what is under way end as long as the limits allow, and stops. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IOException("the server did not stop in order: " + e.getMessage(), e);
        }
    }
}
