package dev.drayage.registry.http;

import java.time.Duration;

/**
 * Time spent waiting for the bytes of one answer. It begins anew with every so many bytes: an answer that gives one byte
 * now and then is as good as silent. For one thread.
 */
public final class Patience {
    /** Fewer bytes than this in all of the time count as silence. */
    private static final int LEAST_BYTES = 16 << 10;

    private final Duration limit;
    private long waited;
    private long sinceMark;

    /** Waits for so long in all, or until enough bytes come. */
    public Patience(Duration limit) {
        this.limit = limit;
    }

    /** How long may be waited still, in nanoseconds; 0 or less if no longer. */
    public long left() {
        return limit.toNanos() - waited;
    }

    /** Says that so long was waited. */
    public void waited(long nanos) {
        waited += nanos;
    }

    /** Says that so many bytes came. */
    public void came(long bytes) {
        sinceMark += bytes;
        if (sinceMark >= LEAST_BYTES) {
            sinceMark = 0;
            waited = 0;
        }
    }

    /** The failure of whoever waited too long. */
    public SilenceException exhausted() {
        return new SilenceException("fewer than " + LEAST_BYTES + " bytes came", limit);
    }
}
