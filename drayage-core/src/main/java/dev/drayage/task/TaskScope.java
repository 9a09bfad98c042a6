package dev.drayage.task;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of threads for one job. Every task forked is either finished or cancelled when the scope closes; the
 * first task to fail interrupts the others, and {@link #join()} throws what it threw.
 *
 * <p>Tasks may fork further tasks, but only the thread that opened the scope joins and closes it. Interrupting it in
 * {@link #join()} cancels everything.
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
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

    // Guarded by this.
    private int unfinished;
    private @Nullable Throwable failure;
    private boolean cancelled;
    private boolean closed;

    private TaskScope(String name, int parallelism) {
        this.parallelism = parallelism;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                parallelism, parallelism, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    started.add(thread);
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
     * Queues a task; tasks start in the order they were forked. Once a task has failed or the scope was cancelled, new
     * ones are dropped.
     *
     * @throws IllegalStateException if the scope is closed
     */
    public void fork(Task task) {
        synchronized (this) {
            requireOpen();
            if (cancelled) {
                return;
            }
            unfinished++;
        }
        try {
            threads.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            finish(1); // cancelled just now
        } catch (Throwable e) {
            finish(1);
            throw e;
        }
    }

    /**
     * True while some thread of the scope has nothing to do: a task that can split its work may hand over a part then.
     * A hint only, for it may change at any moment.
     */
    public synchronized boolean hasIdleThread() {
        return unfinished < parallelism;
    }

    /**
     * Gives a piece of a task away to an idle thread; where none is idle, it is done before this returns. What it works
     * on is the caller's again after {@link HelperTask#await()}.
     *
     * @throws IOException what the work threw, if it was done here
     */
    public HelperTask handOver(Task work) throws IOException {
        HelperTask piece = new HelperTask(work);
        if (hasIdleThread()) {
            fork(piece::runUnlessTaken);
        } else {
            piece.runUnlessTaken();
        }
        return piece;
    }

    private void run(Task task) {
        try {
            if (!isCancelled()) {
                task.run();
            }
        } catch (Throwable e) {
            cancel(e);
        } finally {
            finish(1);
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Only the first reason counts: what a task throws because it was cancelled is no news. */
    private void cancel(@Nullable Throwable reason) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            failure = reason;
        }
        // Each task is either among those returned here, or rejected, or run: so each is counted off once.
        finish(threads.shutdownNow().size());
    }

    private synchronized void finish(int tasks) {
        unfinished -= tasks;
        if (unfinished == 0) {
            notifyAll();
        }
    }

    /**
     * Waits until every task has finished or, once one has failed, has ended.
     *
     * @throws IOException what the first failed task threw
     * @throws InterruptedIOException if the calling thread was interrupted; all tasks are cancelled and have ended then
     * @throws IllegalStateException if the scope is closed
     */
    public void join() throws IOException {
        try {
            awaitTasks();
        } catch (InterruptedException e) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            cancel(interrupted);
            awaitThreads();
            Thread.currentThread().interrupt();
            throw interrupted;
        }
        Throwable thrown = failure();
        if (thrown != null) {
            rethrow(thrown);
        }
    }

    private synchronized void awaitTasks() throws InterruptedException {
        requireOpen();
        while (unfinished > 0) {
            wait();
        }
    }

    private synchronized @Nullable Throwable failure() {
        return failure;
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the scope is closed");
        }
    }

    /** Cancels what still runs and waits for it to end. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        cancel(null);
        awaitThreads();
    }

    private void awaitThreads() {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.MINUTES);
                for (Thread thread : started) {
                    thread.join(); // a pool counts as terminated a moment before its threads are gone
                }
            } catch (InterruptedException e) {
                ended = false;
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
