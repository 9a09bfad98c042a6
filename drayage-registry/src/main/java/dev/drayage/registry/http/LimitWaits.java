package dev.drayage.registry.http;

import dev.drayage.task.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long to wait for a host that was asked more often than it allows (429): as long as it says, else until its limit has
 * room for one more, as Docker Hub gives that along with manifests: {@code ratelimit-limit: 100;w=21600}, so many in so many
 * seconds, by which one is free again about every 216 seconds. Thread-safe.
 */
public final class LimitWaits {
    private static final Pattern LIMIT = Pattern.compile("([0-9]{1,9})\\s*;\\s*w=([0-9]{1,9})\\s*(?:[;,].*)?");

    /** Shorter waits are nothing to tell. */
    private static final Duration TOLD = Duration.ofSeconds(2);

    /** Hears of waits. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Requests to a host wait.
         *
         * @param why a clause
         */
        void waiting(String host, Duration wait, String why);
    }

    /** So many requests in so many seconds. */
    private record Quota(long requests, long seconds) {
        Duration perRequest() {
            return Duration.ofSeconds(Math.max(1, seconds / requests));
        }

        @Override
        public String toString() {
            String time = seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds + "s";
            return "its limit of " + requests + " requests in " + time + " is used up";
        }
    }

    private final Duration longest;
    private final Sleeper clock;
    private final Listener listener;
    private final Map<Origin, Quota> quotas = new HashMap<>();
    private final Map<Origin, Instant> told = new HashMap<>();

    /**
     * Waits of a client.
     *
     * @param longest how long a request may wait in all; zero to wait no longer than for any other failure
     */
    public LimitWaits(Duration longest, Sleeper clock, Listener listener) {
        this.longest = longest;
        this.clock = clock;
        this.listener = listener;
    }

    /** Takes note of what a response says of limits. */
    void note(Origin origin, Response response) {
        if (longest.isZero()) {
            return;
        }
        response.header("ratelimit-limit").flatMap(LimitWaits::quota).ifPresent(quota -> {
            synchronized (this) {
                quotas.put(origin, quota);
            }
        });
    }

    private static Optional<Quota> quota(String header) {
        Matcher parts = LIMIT.matcher(header.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        Quota quota = new Quota(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
        return quota.requests() == 0 ? Optional.empty() : Optional.of(quota);
    }

    /**
     * How long to wait before the request of this response is made again, which is told.
     *
     * @param asked what the response asks for
     * @param waited how long the request has waited already
     * @return empty if nobody is to wait for that, or longer than this lets one
     */
    Optional<Duration> wait(Response response, Optional<Duration> asked, Duration waited) {
        if (response.status() != 429 || longest.isZero()) {
            return Optional.empty();
        }
        Origin origin = Origin.of(response.uri());
        Quota quota;
        synchronized (this) {
            quota = quotas.get(origin);
        }
        Optional<Duration> wait = asked.filter(time -> !time.isZero())
                .or(() -> Optional.ofNullable(quota).map(Quota::perRequest));
        // Compared before they are added: a host may ask for more than there are numbers for.
        boolean isTooLong = wait.isEmpty() || wait.get().compareTo(longest.minus(waited)) > 0;
        if (isTooLong) {
            return Optional.empty();
        }
        tell(origin, wait.get(), quota == null ? "it was asked too often" : quota.toString());
        return wait;
    }

    /** Once for all that wait at the same time. */
    private void tell(Origin origin, Duration wait, String why) {
        if (wait.compareTo(TOLD) < 0) {
            return;
        }
        Instant now = clock.instant();
        synchronized (this) {
            if (told.getOrDefault(origin, Instant.MIN).isAfter(now)) {
                return;
            }
            // Others that were refused at the same time come a little later.
            told.put(origin, now.plus(wait).minus(TOLD.dividedBy(2)));
        }
        listener.waiting(origin.authority(), wait, why);
    }
}
