package dev.drayage.s3.client;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Ends what is sent to a service that takes nothing for too long: sockets have no timeout for that. One thread looks, from
 * the first body on until it is closed. Thread-safe.
 */
final class WriteWatch implements AutoCloseable {
    private final long idleNanos;
    private final LongSupplier clock;
    private final Set<Sending> all = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor looks;
    private boolean started;

    /** @param clock in nanoseconds, for differences */
    WriteWatch(Duration idle, LongSupplier clock) {
        this.idleNanos = idle.toNanos();
        this.clock = clock;
        this.looks = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "s3-write-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A body that is being sent. */
    final class Sending implements AutoCloseable {
        private final Runnable cancel;
        private volatile long last = clock.getAsLong();
        private volatile boolean isEnded;

        private Sending(Runnable cancel) {
            this.cancel = cancel;
        }

        /** Some of it was taken. */
        void progressed() {
            last = clock.getAsLong();
        }

        /** Whether it was ended from here. */
        boolean isEnded() {
            return isEnded;
        }

        @Override
        public void close() {
            all.remove(this);
        }
    }

    /**
     * Watches a body from now on.
     *
     * @param cancel has the write fail that waits
     */
    Sending watch(Runnable cancel) {
        Sending sending = new Sending(cancel);
        all.add(sending);
        synchronized (this) {
            if (!started && !looks.isShutdown()) {
                started = true;
                long step = Math.max(TimeUnit.MILLISECONDS.toNanos(20), idleNanos / 8);
                Future<?> unused = looks.scheduleWithFixedDelay(this::look, step, step, TimeUnit.NANOSECONDS);
            }
        }
        return sending;
    }

    private void look() {
        long now = clock.getAsLong();
        for (Sending sending : all) {
            if (now - sending.last > idleNanos) {
                sending.isEnded = true;
                sending.cancel.run();
                sending.close();
            }
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
