package dev.drayage.registry.http;

import java.util.concurrent.TimeUnit;

/**
 * How long reads may go on waiting: together, until {@link #LEAST_BYTES} have come, for a server that sends one byte now and
 * then is as good as silent. For one thread at a time.
 */
final class ReadTimer {
    /** Fewer bytes than this within the timeout count as nothing. */
    static final int LEAST_BYTES = 16 << 10;

    private int timeoutMillis;
    private long waited;
    private int sinceMark;

    /** Starts the count again; 0 for no timeout. */
    void set(int millis) {
        timeoutMillis = millis;
        waited = 0;
        sinceMark = 0;
    }

    int millis() {
        return timeoutMillis;
    }

    boolean isOff() {
        return timeoutMillis == 0;
    }

    /** All of the timeout, in nanoseconds. */
    long whole() {
        return isOff() ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** What is left of it, in nanoseconds. */
    long left() {
        // Whoever asks for one millisecond only wants to know whether there is something now.
        return timeoutMillis == 1 ? 0 : whole() - waited;
    }

    void waited(long nanos) {
        waited += nanos;
    }

    void received(int bytes) {
        sinceMark += bytes;
        if (sinceMark >= LEAST_BYTES) {
            sinceMark = 0;
            waited = 0;
        }
    }
}
