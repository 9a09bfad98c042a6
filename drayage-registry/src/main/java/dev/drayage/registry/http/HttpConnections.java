package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.Cleaner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.MonitoringResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends single requests over HTTP/1.1, in the clear or over TLS, on connections that are kept for the next one: nothing is
 * repeated, redirected or authenticated, except at a proxy. Thread-safe.
 */
public final class HttpConnections {
    private static final Duration KEPT = Duration.ofSeconds(20);

    /** The longest that a server may take for its part of a TLS handshake. */
    private static final Duration MAX_HANDSHAKE = Duration.ofSeconds(15);

    private static final int MAX_LINE_BYTES = 64 << 10;
    private static final int MAX_HEADERS = 1000;

    /** How much is sent between two looks at whether the server has refused it meanwhile. */
    private static final int UNINTERRUPTED_BYTES = 1 << 20;

    /** Connections that turn out to be closed by the server, one after the other, before a request counts as failed. */
    private static final int MAX_STALE = 32;

    private static final String INCOMPLETE = "dev.drayage.incomplete";

    /** What belongs to the connection, and not to whoever asks. */
    private static final Set<String> OURS =
            Set.of("host", "content-length", "connection", "transfer-encoding", "upgrade", "expect");

    /** Closes the connections of clients that are garbage. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final Proxies proxies;
    private final Duration connectTimeout;
    private final Duration idleTimeout;
    private final CloseableHttpClient client;

    /** Connections with these timeouts, without a limit to their number. */
    public HttpConnections(Proxies proxies, TlsContexts tls, Duration connectTimeout, Duration idleTimeout) {
        this.proxies = proxies;
        this.connectTimeout = connectTimeout;
        this.idleTimeout = idleTimeout;
        PoolingHttpClientConnectionManager pool = pool(tls);
        this.client = client(pool);
        CLEANER.register(this, () -> pool.close(CloseMode.IMMEDIATE));
    }

    private PoolingHttpClientConnectionManager pool(TlsContexts tls) {
        Duration handshake = idleTimeout.compareTo(MAX_HANDSHAKE) < 0 ? idleTimeout : MAX_HANDSHAKE;
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager(
                new DefaultHttpClientConnectionOperator(
                        proxy -> new TimedSocket(),
                        null,
                        UNRESOLVED,
                        scheme -> scheme.equals("https")
                                ? (socket, host, port, attachment, context) -> encrypt(tls, socket, host, port)
                                : null),
                PoolConcurrencyPolicy.LAX,
                PoolReusePolicy.LIFO,
                TimeValue.NEG_ONE_MILLISECOND,
                ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_LINE_BYTES)
                                .setMaxHeaderCount(MAX_HEADERS)
                                .build())
                        // Not the one that passes over lines until something looks like HTTP.
                        .responseParserFactory(DefaultHttpResponseParserFactory.INSTANCE)
                        .responseOutOfOrderStrategy(new MonitoringResponseOutOfOrderStrategy(UNINTERRUPTED_BYTES))
                        .build());
        // The caller bounds the number of requests.
        pool.setDefaultMaxPerRoute(Integer.MAX_VALUE);
        pool.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(connectTimeout))
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .build());
        pool.setDefaultTlsConfig(
                TlsConfig.custom().setHandshakeTimeout(Timeout.of(handshake)).build());
        return pool;
    }

    private CloseableHttpClient client(PoolingHttpClientConnectionManager pool) {
        return HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setRoutePlanner(new DefaultRoutePlanner(null) {
                    @Override
                    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
                        return proxies.find(origin(target))
                                .map(HttpConnections::host)
                                .orElse(null);
                    }
                })
                .setConnectionReuseStrategy((request, response, context) -> context.getAttribute(INCOMPLETE) == null
                        && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(idleTimeout))
                        .setConnectionKeepAlive(TimeValue.of(KEPT))
                        .setProtocolUpgradeEnabled(false)
                        .setTargetPreferredAuthSchemes(List.of())
                        .build())
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableConnectionState()
                .disableContentCompression()
                .disableCookieManagement()
                .disableDefaultUserAgent()
                .disableRedirectHandling()
                .build();
    }

    /** Leaves it to the socket, which tries all addresses of a host before anything is spoken to one of them. */
    private static final DnsResolver UNRESOLVED = new DnsResolver() {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return InetAddress.getAllByName(host);
        }

        @Override
        public List<InetSocketAddress> resolve(String host, int port) {
            return List.of(InetSocketAddress.createUnresolved(host, port));
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    };

    private static SSLSocket encrypt(TlsContexts tls, Socket socket, String host, int port) throws IOException {
        Origin origin = new Origin("https", bracketed(host), port);
        SSLSocket encrypted = (SSLSocket) tls.of(origin).getSocketFactory().createSocket(socket, host, port, true);
        ((TimedSocket) socket).encrypted();
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        try {
            encrypted.startHandshake();
        } catch (IOException e) {
            throw TlsFailureException.of(origin, e);
        }
        return encrypted;
    }

    private static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    private static Origin origin(HttpHost host) {
        return new Origin(
                host.getSchemeName(),
                bracketed(host.getHostName()).toLowerCase(Locale.ROOT),
                host.getPort() >= 0 ? host.getPort() : host.getSchemeName().equals("https") ? 443 : 80);
    }

    private static HttpHost host(Proxies.Proxy proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

    /**
     * A response that has begun.
     *
     * @param response its head, and its body as it comes
     * @param request what ends the transfer when it is cancelled
     */
    record Exchange(ClassicHttpResponse response, HttpUriRequestBase request) {}

    /**
     * Sends a request and waits for the response to begin.
     *
     * @param request with every header that it needs but those of the connection
     * @throws BodyUnreadableException if what is to be sent cannot be read
     * @throws IdleTimeoutException if nothing comes for too long
     * @throws InterruptedIOException if the thread is interrupted
     */
    Exchange send(Request request, RateLimit rate) throws IOException {
        Origin origin = Origin.of(request.uri());
        Optional<Proxies.Proxy> proxy = proxies.find(origin);
        for (int stale = 0; ; stale++) {
            HttpClientContext context = HttpClientContext.create();
            proxy.ifPresent(named -> authorize(named, context));
            HttpUriRequestBase message = message(request, rate, context);
            try {
                Exchange exchange = new Exchange(client.executeOpen(null, message, context), message);
                checkProxy(origin, proxy, exchange, context);
                return exchange;
            } catch (IOException e) {
                boolean again = request.repeat() == Request.Repeat.AT_WILL
                        && stale < MAX_STALE
                        && isStale(e)
                        && wasUsed(context, proxy.isPresent());
                if (!again || Thread.currentThread().isInterrupted()) {
                    throw proxy.isPresent() ? ofProxy(proxy.get(), origin, context, e) : translated(origin, e);
                }
            }
        }
    }

    private static HttpUriRequestBase message(Request request, RateLimit rate, HttpClientContext context) {
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
        request.headers().forEach((name, value) -> {
            check(name, value);
            message.addHeader(name, value);
        });
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        RequestBody body = request.body();
        if (body != null || !reads) {
            message.setEntity(new BodyEntity(
                    body == null ? RequestBody.of(new byte[0]) : body,
                    rate,
                    () -> context.setAttribute(INCOMPLETE, true)));
        }
        return message;
    }

    /** Refuses what would be read as something else than a header. */
    private static void check(String name, String value) {
        boolean isToken = !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
        boolean isText = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f) || (c > 0x9f && c < 0x100));
        if (!isToken || !isText || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " cannot be sent as it is given");
        }
    }

    private static void authorize(Proxies.Proxy proxy, HttpClientContext context) {
        proxy.user().ifPresent(user -> {
            BasicScheme scheme = new BasicScheme();
            scheme.initPreemptive(
                    new UsernamePasswordCredentials(user, proxy.password().toCharArray()));
            AuthExchange exchange = new AuthExchange();
            exchange.select(scheme);
            context.setAuthExchange(host(proxy), exchange);
        });
    }

    private static void checkProxy(
            Origin origin, Optional<Proxies.Proxy> proxy, Exchange exchange, HttpClientContext context)
            throws IOException {
        int status = exchange.response().getCode();
        boolean isOfProxy = origin.scheme().equals("https") ? context.getSSLSession() == null : status == 407;
        if (proxy.isPresent() && isOfProxy) {
            List<String> offered = Stream.of(exchange.response().getHeaders("Proxy-Authenticate"))
                    .map(header -> String.valueOf(header.getValue()))
                    .toList();
            exchange.request().cancel();
            throw ProxyException.refused(proxy.get(), origin, status, offered);
        }
    }

    /** Servers close what is idle, and may do so at the very moment. */
    private static boolean isStale(IOException failure) {
        return failure instanceof SocketException
                || failure instanceof NoHttpResponseException
                || failure instanceof ConnectionClosedException;
    }

    private static boolean wasUsed(HttpClientContext context, boolean tunnelled) {
        EndpointDetails details = context.getEndpointDetails();
        return details != null && details.getRequestCount() > (tunnelled ? 2 : 1);
    }

    /** A failure on the way to a proxy, or of what it is asked; the server's own once the way is open. */
    private IOException ofProxy(Proxies.Proxy proxy, Origin origin, HttpClientContext context, IOException failure) {
        IOException translated = translated(origin, failure);
        if (Transport.isNoConnection(translated) && !(translated instanceof SSLException)) {
            return ProxyException.unreachable(proxy, origin, Transport.reason(translated));
        }
        boolean isOpen = context.getSSLSession() != null;
        return translated instanceof WrongProtocolException
                        && !isOpen
                        && WrongProtocolException.SPEAKS_TLS.equals(translated.getMessage())
                ? ProxyException.unreachable(
                        proxy, origin, "it speaks TLS itself, which is not supported; name another port")
                : translated;
    }

    private IOException translated(Origin origin, IOException failure) {
        if (Thread.currentThread().isInterrupted()) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while waiting for a response");
            interrupted.initCause(failure);
            return interrupted;
        }
        if (failure instanceof org.apache.hc.client5.http.ConnectTimeoutException) {
            return new ConnectTimeoutException(connectTimeout);
        }
        if (failure instanceof SocketTimeoutException) {
            return new IdleTimeoutException("no response", idleTimeout);
        }
        if (failure instanceof MessageConstraintException) {
            return new MalformedResponseException(
                    "its response has a header line of more than " + MAX_LINE_BYTES + " bytes or more than "
                            + MAX_HEADERS + " headers, the limits",
                    failure);
        }
        if (failure instanceof ClientProtocolException) {
            return new MalformedResponseException("its response is not HTTP/1.1: " + failure.getMessage(), failure);
        }
        return origin.scheme().equals("https") ? TlsFailureException.of(origin, failure) : failure;
    }
}
