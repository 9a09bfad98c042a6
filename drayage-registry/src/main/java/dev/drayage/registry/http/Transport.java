package dev.drayage.registry.http;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Makes requests: repeated where a failure may pass, redirected without giving credentials away, bounded in number for
 * each host. Interrupting the thread ends a request. Thread-safe.
 */
public final class Transport {
    private final HttpConnections connections;
    private final TransportOptions options;
    private final Time time;
    private final Backoff backoff;
    private final RateLimit rate;
    private final ConnectionLimit limit;
    private final Warnings warnings;

    /**
     * Makes requests as the options say, on these connections.
     *
     * @param warnings told of what a host wants its users to know: the host, and what it says
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
     * Makes a request and returns the answer, whatever its status.
     *
     * @throws ContentException of kind {@link Kind#UNAVAILABLE} if no answer can be had, or a redirect leads where it
     *     must not
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
                if (last || !mayPass(e)) {
                    throw unanswered(request, attempt, e);
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
        Duration asked = response.header("Retry-After").flatMap(backoff::asked).orElse(Duration.ZERO);
        if (asked.compareTo(options.maxDelay()) > 0) {
            // So long a wait is for the user to decide on.
            return Optional.empty();
        }
        Duration own = backoff.after(attempt);
        return Optional.of(asked.compareTo(own) > 0 ? asked : own);
    }

    private static boolean mayPass(IOException failure) {
        return !(failure instanceof ConnectException
                || failure instanceof MalformedResponseException
                || failure instanceof UnknownHostException
                || failure instanceof SSLHandshakeException);
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
        boolean challenged = false;
        for (int redirects = 0; ; ) {
            Response response = exchange(current, trusted ? authorizer.authorization() : Optional.empty());
            if (response.status() == 401 && trusted && !challenged) {
                challenged = true;
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
                // Once away from home, a way back is not to be trusted either: somebody else chose it.
                trusted &= Origin.of(next).equals(home);
            }
        }
    }

    private Response exchange(Request request, Optional<String> authorization) throws IOException {
        Request whole = request.withHeader("User-Agent", options.userAgent());
        if (authorization.isPresent()) {
            whole = whole.withHeader("Authorization", authorization.get());
        }
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        // Reading and writing are counted apart: a copy within a host could wait for itself otherwise.
        Origin origin = Origin.of(request.uri());
        ConnectionLimit.Permit permit = limit.acquire((reads ? "" : "write ") + origin);
        try {
            Response response =
                    new Response(request, connections.send(whole, rate), permit, rate, options.idleTimeout());
            warnings.note(origin.host(), response.headers("Warning"));
            return response;
        } catch (IOException | RuntimeException e) {
            permit.release();
            throw e;
        }
    }

    private static ContentException unanswered(Request request, int attempts, IOException failure) {
        String why = reason(failure);
        return new UnansweredException(
                request + " failed: " + why + (attempts > 1 ? " (tried " + attempts + " times)" : ""), failure);
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "there is no host of that name; check the name and the network";
            }
        }
        if (failure instanceof ConnectException) {
            return "nothing answers there; check the host, the port and the network";
        }
        if (failure instanceof SSLException) {
            return "TLS: " + failure.getMessage();
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
