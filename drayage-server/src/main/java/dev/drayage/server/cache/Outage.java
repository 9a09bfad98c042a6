package dev.drayage.server.cache;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether the upstream can be asked: after it could not, it is left alone for a moment where there is something else to
 * be served, so that not each of many clients waits for it. Thread-safe.
 */
final class Outage {
    private static final System.Logger LOG = System.getLogger(PullThroughCache.LOGGER);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final InstantSource clock;
    private volatile Instant end = Instant.MIN;
    private Instant warned = Instant.MIN;

    Outage(InstantSource clock) {
        this.clock = clock;
    }

    /** The upstream does not respond, or with nothing that a registry would say. */
    static final class UpstreamOutException extends ContentException {
        private static final long serialVersionUID = 1L;

        private UpstreamOutException(IOException cause) {
            super(Kind.UNAVAILABLE, String.valueOf(cause.getMessage()), cause);
        }
    }

    /** Something that the upstream is asked for. */
    @FunctionalInterface
    interface Asking<T> {
        T of() throws IOException;
    }

    /**
     * Asks the upstream.
     *
     * @throws UpstreamOutException if it is out; other failures are its own
     */
    <T> T asking(Asking<T> asking) throws IOException {
        try {
            T found = asking.of();
            end = Instant.MIN;
            return found;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (!isOutage(e)) {
                throw e;
            }
            begin();
            throw new UpstreamOutException(e);
        }
    }

    /** One that has too much to do counts, and so does what stands in its way, such as a page to log in at. */
    static boolean isOutage(IOException failure) {
        return !(failure instanceof ContentException known)
                || known.kind() == Kind.UNAVAILABLE
                || known.kind() == Kind.INTERNAL;
    }

    /** Logs that something is served that may be out of date; in full only once in a while, for clients may be many. */
    void warn(String message) {
        LOG.log(isTimeToWarn() ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG, message);
    }

    private synchronized boolean isTimeToWarn() {
        Instant now = clock.instant();
        if (warned.isAfter(now.minus(PAUSE)) && !warned.isAfter(now)) {
            return false;
        }
        warned = now;
        return true;
    }

    /** Somebody has waited for long enough. */
    void begin() {
        end = clock.instant().plus(PAUSE);
    }

    boolean isExpected() {
        return clock.instant().isBefore(end);
    }
}
