package dev.drayage.server.cache;

import java.io.InterruptedIOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that ask and fetch: as many as there is work for, up to a limit, beyond which work waits. */
final class CacheThreads {
    private static final int IDLE_SECONDS = 10;
    private static final int STOP_SECONDS = 30;

    private CacheThreads() {}

    static ThreadPoolExecutor of(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Interrupts what is under way, and waits until it has ended. */
    static void stop(ThreadPoolExecutor threads) throws InterruptedIOException {
        threads.shutdownNow();
        try {
            threads.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while closing the cache");
        }
    }
}
