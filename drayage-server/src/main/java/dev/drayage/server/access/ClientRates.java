package dev.drayage.server.access;

import dev.drayage.server.http.Handler;
import dev.drayage.server.http.Request;
import dev.drayage.server.http.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets each address send so many requests: a number at once, and so many a second in the long run. Addresses of IPv6 count
 * by their first 64 bits, which one machine has to itself.
 */
public final class ClientRates implements Handler {
    /** A client that as many others push out starts again with a full bucket, which costs more than it gains. */
    private static final int MAX_CLIENTS = 20_000;

    private static final double NANOS = 1e9;

    /** What an address has left. */
    private static final class Bucket {
        private double tokens;
        private long since;

        private Bucket(double tokens, long since) {
            this.tokens = tokens;
            this.since = since;
        }
    }

    private final Handler inner;
    private final double perSecond;
    private final int burst;
    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(64, 0.75f, true);

    /**
     * Guards a handler.
     *
     * @param perSecond how many requests an address may send in a second, in the long run
     * @param burst how many at once, after it sent none for a while; 1 or more
     */
    public ClientRates(Handler inner, double perSecond, int burst) {
        this(inner, perSecond, burst, System::nanoTime);
    }

    ClientRates(Handler inner, double perSecond, int burst, LongSupplier nanoTime) {
        if (!(perSecond > 0) || burst < 1) {
            throw new IllegalArgumentException(
                    "a rate must allow some requests, not " + perSecond + " a second and " + burst + " at once");
        }
        this.inner = inner;
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanoTime = nanoTime;
    }

    @Override
    public Response handle(Request request) throws IOException {
        long wait = secondsToWait(network(request.client()));
        if (wait == 0) {
            return inner.handle(request);
        }
        return AccessControl.error(429, "TOOMANYREQUESTS", "too many requests from this address; try again")
                .with("Retry-After", String.valueOf(wait));
    }

    private long secondsToWait(String client) {
        long now = nanoTime.getAsLong();
        synchronized (buckets) {
            Bucket bucket = buckets.computeIfAbsent(client, unused -> new Bucket(burst, now));
            if (buckets.size() > MAX_CLIENTS) {
                buckets.remove(buckets.keySet().iterator().next());
            }
            bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.since) / NANOS * perSecond);
            bucket.since = now;
            if (bucket.tokens >= 1) {
                bucket.tokens--;
                return 0;
            }
            return (long) Math.ceil((1 - bucket.tokens) / perSecond);
        }
    }

    /** The four groups of an IPv6 address that a network is known by; any other address as it is. */
    private static String network(String address) {
        String text =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        if (text.indexOf(':') < 0 || text.indexOf('.') >= 0) {
            return text;
        }
        int gap = text.indexOf("::");
        String[] groups = (gap < 0 ? text : text.substring(0, gap)).split(":", -1);
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            String group = i < groups.length ? groups[i] : "";
            network.append(group.isEmpty() ? "0" : group).append(':');
        }
        return network.toString();
    }
}
