package dev.drayage.registry.http;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
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
    private final Time time;
    private final Backoff backoff;
    private final RateLimit rate;
    private final ConnectionLimit limit;
    private final Warnings warnings;

    /** Origins that have responded to something. */
    private final Set<Origin> responsive = ConcurrentHashMap.newKeySet();

    /**
     * Makes requests as the options say, on these connections.
     *
     * @param warnings receives the warnings of a host: the host, and the text
     */
    public Transport(
            HttpConnections connections, TransportOptions options, Time time, BiConsumer<String, String> warnings) {
        this.connections = connections;
        this.options = options;
        this.time = time;
        this.backoff = new Backoff(options, time, ThreadLocalRandom.current()::nextDouble);
        this.rate = new RateLimit(options.bytesPerSecond(), time);
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
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt >= options.attempts() || request.repeat() == Request.Repeat.BY_CALLER;
            Duration wait;
            try {
                Response response = follow(request, authorizer);
                Optional<Duration> pause = last ? Optional.empty() : pauseAfter(response, attempt);
                if (pause.isEmpty()) {
                    return response;
                }
                response.drain();
                response.close();
                wait = pause.get();
            } catch (InterruptedIOException | ContentException | BodyUnreadableException e) {
                throw e;
            } catch (IOException e) {
                if (last || !mayPass(request, e)) {
                    throw noResponse(request, attempt, e);
                }
                wait = backoff.after(attempt);
            }
            pause(wait);
        }
    }

    /** Waits as long as is right after so many failed attempts; for callers that repeat a request themselves. */
    public void pauseAfter(int failed) throws IOException {
        pause(backoff.after(failed));
    }

    /**
     * Waits as long as is right after so many failed attempts, or as the last response asks.
     *
     * @param asked what {@link #asked} gives
     */
    public void pauseAfter(int failed, Duration asked) throws IOException {
        Duration own = backoff.after(failed);
        pause(asked.compareTo(own) > 0 ? asked : own);
    }

    /** How long a response asks to wait, none where it does not; empty if that is too long, for the user to decide on. */
    public Optional<Duration> asked(Response response) {
        Duration asked = response.header("Retry-After").flatMap(backoff::asked).orElse(Duration.ZERO);
        return asked.compareTo(options.maxDelay()) > 0 ? Optional.empty() : Optional.of(asked);
    }

    /** How often a caller should try something that it repeats itself. */
    public int attempts() {
        return options.attempts();
    }

    private Optional<Duration> pauseAfter(Response response, int attempt) {
        int status = response.status();
        boolean mayPass = status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
        if (!mayPass) {
            return Optional.empty();
        }
        Duration own = backoff.after(attempt);
        return asked(response).map(asked -> asked.compareTo(own) > 0 ? asked : own);
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

    private void pause(Duration wait) throws InterruptedIOException {
        try {
            time.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to ask a registry again");
        }
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
                    + (mayMeanTls ? "; if it speaks TLS, leave out --plain-http" : "");
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
                    + "; check the host, the port and the network, or allow longer with --connect-timeout";
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
