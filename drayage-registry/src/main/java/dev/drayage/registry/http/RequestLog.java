package dev.drayage.registry.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Logs each request at level {@code DEBUG} with the logger {@value #NAME}: method, address, status, time, bytes and the kind
 * of credentials. Of an address it shows no part of the query that may open anything, and of credentials nothing at all.
 * Thread-safe.
 */
public final class RequestLog {
    /** The name of the logger. */
    public static final String NAME = "dev.drayage.registry";

    /** What may be seen of a query: the values of others are left out, be they signatures or not. */
    private static final Set<String> SHOWN =
            Set.of("n", "last", "mount", "from", "digest", "ns", "service", "scope", "artifactType");

    private static final Logger LOG = System.getLogger(NAME);

    private final Request request;
    private final long start = System.nanoTime();
    private int status;
    private long begun;
    private long bytes;
    private boolean ended;

    private RequestLog(Request request) {
        this.request = request;
    }

    static RequestLog start(Request request) {
        return new RequestLog(request);
    }

    void responded(int code) {
        status = code;
        begun = System.nanoTime();
    }

    void received(int count) {
        bytes += count;
    }

    /** Logs it, the first time that it is called. */
    void ended(boolean complete) {
        if (ended) {
            return;
        }
        ended = true;
        if (LOG.isLoggable(Level.DEBUG)) {
            log(": " + status + " after " + millis(begun - start) + ", " + bytes + " bytes in "
                    + millis(System.nanoTime() - begun) + (complete ? "" : ", not read to the end"));
        }
    }

    void failed(IOException failure) {
        if (LOG.isLoggable(Level.DEBUG)) {
            log(" failed after " + millis(System.nanoTime() - start) + ": " + failure);
        }
    }

    private void log(String outcome) {
        LOG.log(
                Level.DEBUG,
                request.method() + " " + shown(request.uri()) + " (" + credentials()
                        + (request.body() == null
                                ? ""
                                : ", sending " + request.body().length() + " bytes") + ")"
                        + outcome);
    }

    private String credentials() {
        String authorization = request.headers().getOrDefault("Authorization", "");
        int blank = authorization.indexOf(' ');
        return switch (blank < 0 ? "" : authorization.substring(0, blank)) {
            case "" -> "no credentials";
            case "Basic" -> "password";
            case "Bearer" -> "token";
            default -> "other credentials";
        };
    }

    private static String millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis() + " ms";
    }

    static String shown(URI uri) {
        String query = uri.getRawQuery();
        if (query == null) {
            return Origin.shown(uri);
        }
        StringJoiner shown = new StringJoiner("&", Origin.shown(uri) + "?", "");
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            boolean whole = equals >= 0 && SHOWN.contains(name);
            shown.add(whole ? part : equals < 0 ? "..." : name + "=...");
        }
        return shown.toString();
    }
}
