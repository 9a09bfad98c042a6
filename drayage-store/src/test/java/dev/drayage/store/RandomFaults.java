package dev.drayage.store;

import dev.drayage.testkit.http.FaultProxy;
import dev.drayage.testkit.http.Reply;
import dev.drayage.testkit.http.WireRequest;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What goes wrong at a service at random: connections that break before or in the middle of a response, refusals for a moment
 * and for seconds, slowness, other ETags than those of the objects, and listings that lag behind.
 */
final class RandomFaults {
    private static final int PERCENT = 8;

    /** Of so many requests one begins an outage. */
    private static final int REQUESTS_PER_OUTAGE = 4000;

    private static final Duration OUTAGE = Duration.ofSeconds(4);
    private static final int MOST_DELAY_MILLIS = 500;

    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Map<String, Reply> listings = new ConcurrentHashMap<>();
    private final AtomicLong outage = new AtomicLong(System.nanoTime());

    private RandomFaults() {}

    /** Goes wrong at a proxy from now on. */
    static RandomFaults at(FaultProxy proxy) {
        RandomFaults faults = new RandomFaults();
        proxy.before().always(request -> true, faults::before);
        proxy.after().always(request -> true, faults::after);
        return faults;
    }

    /** How many things went wrong. */
    int all() {
        return counts.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private Reply count(String fault, Reply reply) {
        counts.computeIfAbsent(fault, unknown -> new AtomicInteger()).incrementAndGet();
        return reply;
    }

    private Reply before(WireRequest request, Reply none) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long now = System.nanoTime();
        if (now - outage.get() < 0) {
            return count("outage", FaultProxy.refusal(503, "ServiceUnavailable"));
        }
        if (random.nextInt(REQUESTS_PER_OUTAGE) == 0) {
            outage.set(now + OUTAGE.toNanos());
        }
        if (random.nextInt(100) >= PERCENT) {
            return none;
        }
        return switch (random.nextInt(4)) {
            case 0 -> count("dropped", Reply.none());
            case 1 -> count("500", FaultProxy.refusal(500, "InternalError"));
            case 2 -> count("SlowDown", FaultProxy.refusal(503, "SlowDown"));
            default -> count("slow", FaultProxy.late(none, Duration.ofMillis(random.nextInt(MOST_DELAY_MILLIS))));
        };
    }

    private Reply after(WireRequest request, Reply right) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        boolean isListing = request.method().equals("GET") && request.target().contains("list-type=2");
        Reply listed = isListing && right.status() == 200 ? listings.put(request.target(), right) : null;
        if (random.nextInt(100) >= PERCENT) {
            return right;
        }
        if (listed != null) {
            return count("listing that lags", listed);
        }
        return switch (random.nextInt(3)) {
            case 0 -> count("response lost", Reply.none());
            case 1 ->
                right.body().length == 0
                        ? right
                        : count("cut", right.cutAfter(random.nextInt(right.body().length), Reply.Ending.RESET));
            default ->
                right.headers().keySet().stream().anyMatch("etag"::equalsIgnoreCase)
                        ? count(
                                "wrong ETag",
                                right.without("ETag").without("etag").with("ETag", "\"another\""))
                        : right;
        };
    }

    /** How much went wrong of each kind. */
    @Override
    public String toString() {
        return "faults " + new TreeMap<>(counts);
    }
}
