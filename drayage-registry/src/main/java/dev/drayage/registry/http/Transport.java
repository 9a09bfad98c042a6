package dev.drayage.registry.http;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.NoHttpResponseException;

/**
 * Makes requests: repeated where a failure may pass, redirected without giving credentials away, bounded in number for
 * each host. Interrupting the thread ends a request. Thread-safe.
 */
public final class Transport {
    /** A token, then a password: there is nothing else to try. */
    private static final int MAX_CHALLENGES = 3;

    private final HttpConnections connections;
    private final TransportOptions options;
    private final Sleeper sleeper;
    private final Backoff backoff;
    private final RateLimit rate;
    private final ConnectionLimit limit;
    private final Warnings warnings;
    private final LimitWaits limits;

    /** Origins that have responded to something. */
    private final Set<Origin> responsive = ConcurrentHashMap.newKeySet();

    /**
     * Makes requests as the options say, on these connections.
     *
     * @param warnings receives the warnings of a host: the host, and the text
     */
    public Transport(
            HttpConnections connections,
            TransportOptions options,
            Sleeper sleeper,
            BiConsumer<String, String> warnings) {
        this(connections, options, sleeper, warnings, new LimitWaits(Duration.ZERO, sleeper, (host, wait, why) -> {}));
    }

    /** The same, waiting for hosts that were asked too often as {@code limits} has it. */
    public Transport(
            HttpConnections connections,
            TransportOptions options,
            Sleeper sleeper,
            BiConsumer<String, String> warnings,
            LimitWaits limits) {
        this.limits = limits;
        this.connections = connections;
        this.options = options;
        this.sleeper = sleeper;
        this.backoff = Backoff.withJitter(options.firstDelay(), options.maxDelay(), () -> ThreadLocalRandom.current()
                .nextDouble());
        this.rate = new RateLimit(options.bytesPerSecond(), sleeper);
        this.warnings = new Warnings(warnings);
        this.limit = new ConnectionLimit(options.connectionsPerHost());
    }

    /**
     * Makes a request and returns the response, whatever its status.
     *
     * @throws ContentException of kind {@link Kind#UNAVAILABLE} if there is no response, or a redirect leads where it
     *     must not; of kind {@link Kind#INTERNAL} if the response is not HTTP
     * @throws InterruptedIOException if the thread is interrupted
     */
    public Response send(Request request, Authorizer authorizer) throws IOException {
        Retries retries = retries(request.repeat() == Request.Repeat.BY_CALLER ? 1 : options.attempts());
        Duration waited = Duration.ZERO;
        while (true) {
            Duration asked = Duration.ZERO;
            try {
                Response response = follow(request, authorizer);
                Optional<Duration> limit = request.repeat() == Request.Repeat.BY_CALLER
                        ? Optional.empty()
                        : limits.wait(response, retryAfter(response), waited);
                if (limit.isPresent()) {
                    response.drain();
                    response.close();
                    sleeper.sleep(limit.get(), "waiting for a registry's limit of requests");
                    waited = waited.plus(limit.get());
                    continue;
                }
                if (!mayPass(response.status()) || !retries.failed()) {
                    return response;
                }
                Optional<Duration> wait = shortly(response);
                if (wait.isEmpty()) {
                    return response;
                }
                asked = wait.get();
                response.drain();
                response.close();
            } catch (InterruptedIOException | ContentException | BodyUnreadableException e) {
                throw e;
            } catch (IOException e) {
                if (!retries.failed() || !mayPass(request, e)) {
                    throw noResponse(request, retries.failures(), e);
                }
            }
            retries.pause(asked);
        }
    }

    /** Tries for callers that repeat a request themselves, as many as of any request. */
    public Retries retries() {
        return retries(options.attempts());
    }

    private Retries retries(int attempts) {
        return Retries.ofAttempts(attempts, sleeper, backoff, "waiting to ask a registry again");
    }

    /** How long a response asks to wait, none where it does not; empty if that is too long, for the user to decide on. */
    public Optional<Duration> asked(Response response) {
        Optional<Duration> limit = limits.wait(response, retryAfter(response), Duration.ZERO);
        return limit.isPresent() ? limit : shortly(response);
    }

    private Optional<Duration> shortly(Response response) {
        Duration asked = retryAfter(response).orElse(Duration.ZERO);
        return asked.compareTo(options.maxDelay()) > 0 ? Optional.empty() : Optional.of(asked);
    }

    private Optional<Duration> retryAfter(Response response) {
        return response.header("Retry-After").flatMap(text -> RetryAfter.parse(text, sleeper.instant()));
    }

    private static boolean mayPass(int status) {
        return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
    }

    /** A host that never responded, or does not speak HTTP, fails at once. One that responded before may come back. */
    private boolean mayPass(Request request, IOException failure) {
        if (failure instanceof MalformedResponseException
                || failure instanceof WrongProtocolException
                || isDistrust(failure)) {
            return false;
        }
        if (failure instanceof ProxyException proxy) {
            return proxy.mayPass();
        }
        return !isNoConnection(failure) || responsive.contains(Origin.of(request.uri()));
    }

    static boolean isNoConnection(IOException failure) {
        return failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof UnknownHostException
                || failure instanceof ConnectTimeoutException
                || failure instanceof SSLException;
    }

    /** Whether a host without a response is known to speak TLS. */
    public static boolean speaksTls(NoResponseException failure) {
        return failure.getCause() instanceof TlsFailureException tls && tls.heard();
    }

    /** Whether the certificate of the server was refused. */
    private static boolean isDistrust(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    /** One attempt, with as many requests as redirects and credentials take. */
    private Response follow(Request request, Authorizer authorizer) throws IOException {
        Origin home = Origin.of(request.uri());
        Request current = request;
        boolean trusted = true;
        int challenges = 0;
        for (int redirects = 0; ; ) {
            Response response = exchange(current, trusted ? authorizer.authorization() : Optional.empty());
            if (!trusted) {
                response.fromElsewhere();
            }
            if (response.status() == 401 && trusted && challenges < MAX_CHALLENGES) {
                challenges++;
                if (authorizer.challenged(current.uri(), response.headers("WWW-Authenticate"))) {
                    response.drain();
                    response.close();
                    continue;
                }
                return response;
            }
            if (!Redirects.isRedirect(response.status())
                    || response.header("Location").isEmpty()) {
                return response;
            }
            try (response) {
                response.drain();
                URI next = Redirects.next(request, response, ++redirects, options.maxRedirects());
                current = Redirects.request(current, response.status(), next);
                // Once away from home, a way back is not to be trusted either: another host chose it.
                trusted &= Origin.of(next).equals(home);
            }
        }
    }

    private Response exchange(Request request, Optional<String> authorization) throws IOException {
        Request whole = request.withHeader("User-Agent", options.userAgent())
                // Digests are of what is stored, and ranges too.
                .withHeader("Accept-Encoding", "identity");
        if (authorization.isPresent()) {
            whole = whole.withHeader("Authorization", authorization.get());
        }
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        // Reading and writing are counted apart: a copy within a host could wait for itself otherwise.
        Origin origin = Origin.of(request.uri());
        ConnectionLimit.Permit permit = limit.acquire((reads ? "" : "write ") + origin);
        RequestLog log = RequestLog.start(whole);
        try {
            HttpConnections.Exchange exchange = connections.send(whole, rate);
            responsive.add(origin);
            log.responded(exchange.response().getCode());
            Response response = new Response(request, exchange, permit, rate, options.idleTimeout(), log);
            warnings.note(origin.authority(), response.headers("Warning"));
            limits.note(origin, response);
            return response;
        } catch (IOException e) {
            permit.release();
            log.failed(e);
            throw e;
        } catch (RuntimeException e) {
            permit.release();
            throw e;
        }
    }

    private ContentException noResponse(Request request, int attempts, IOException failure) {
        String why = reason(failure);
        Origin origin = Origin.of(request.uri());
        if (failure instanceof NoHttpResponseException) {
            boolean mayMeanTls = origin.scheme().equals("http") && !responsive.contains(origin);
            why = "it closes the connection without a response"
                    + (mayMeanTls ? "; if it speaks TLS, leave out option plainHttp" : "");
        }
        return new NoResponseException(
                request + " failed: " + why + (attempts > 1 ? " (tried " + attempts + " times)" : ""), failure);
    }

    /** Why there is no response, with what can be done. */
    static String reason(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "there is no host of that name; check the name and the network";
        }
        if (failure instanceof ConnectTimeoutException) {
            return failure.getMessage()
                    + "; check the host, the port and the network, or allow longer with option connectTimeout";
        }
        if (failure instanceof NoRouteToHostException || isUnreachable(failure)) {
            return "the network has no way to it; check the host and the network";
        }
        if (failure instanceof ConnectException) {
            return "nothing answers there; check the host, the port and the network";
        }
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return failure instanceof SSLException ? "TLS: " + said : said;
    }

    private static boolean isUnreachable(IOException failure) {
        return failure instanceof ConnectException
                && String.valueOf(failure.getMessage()).contains("unreachable");
    }
}
