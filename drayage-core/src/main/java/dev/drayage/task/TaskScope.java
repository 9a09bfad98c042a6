package dev.drayage.task;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of threads for one job. Every task forked is either finished or cancelled when the scope closes; the
 * first task to fail interrupts the others, and {@link #join()} throws what it threw.
 *
 * <p>Tasks may fork further tasks. Interrupting the thread in {@link #join()} cancels everything.
 */
public final class TaskScope implements AutoCloseable {

    /** Work that may fail with an I/O error. */
    @FunctionalInterface
    public interface Task {
        /** Does the work; an interrupt is to be honoured by throwing {@link InterruptedIOException} or the like. */
        void run() throws IOException;
    }

    private final int parallelism;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private TaskScope(String name, int parallelism) {
        this.parallelism = parallelism;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                parallelism, parallelism, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Opens a scope.
     *
     * @param name what its threads are called
     * @param parallelism how many tasks run at once, 1 or more
     */
    public static TaskScope open(String name, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be 1 or more: " + parallelism);
        }
        return new TaskScope(name, parallelism);
    }

    /**
     * Queues a task; tasks start in the order they were forked. Once a task has failed, new ones are dropped.
     *
     * @throws IllegalStateException if the scope is closed
     */
    public void fork(Task task) {
        unfinished.incrementAndGet();
        try {
            threads.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            unfinished.decrementAndGet();
            if (failure.get() == null) {
                throw new IllegalStateException("the scope is closed", e);
            }
        }
    }

    /**
     * True while some thread of the scope has nothing to do: a task that can split its work may hand over a part then.
     * A hint only, for it may change at any moment.
     */
    public boolean hasIdleThread() {
        return busy.get() < parallelism && threads.getQueue().isEmpty();
    }

    private void run(Task task) {
        busy.incrementAndGet();
        try {
            if (failure.get() == null) {
                task.run();
            }
        } catch (Throwable e) {
            if (failure.compareAndSet(null, e)) {
                threads.shutdownNow();
                wake();
            }
        } finally {
            busy.decrementAndGet();
            if (unfinished.decrementAndGet() == 0) {
                wake();
            }
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    /**
     * Waits until every task has finished.
     *
     * @throws IOException what the first failed task threw
     * @throws InterruptedIOException if the calling thread was interrupted; all tasks are cancelled then
     */
    public void join() throws IOException {
        synchronized (this) {
            try {
                while (unfinished.get() > 0 && failure.get() == null) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            awaitEnd();
            rethrow(thrown);
        }
    }

    /** Cancels what still runs and waits for it to end. */
    @Override
    public void close() {
        awaitEnd();
    }

    private void awaitEnd() {
        threads.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Throwable thrown) throws IOException {
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        throw new IllegalStateException(thrown);
    }
}
