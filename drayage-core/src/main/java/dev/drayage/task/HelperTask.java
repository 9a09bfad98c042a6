package dev.drayage.task;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A piece of work that an idle thread of a scope may do meanwhile, or else whoever waits for it does it: so waiting can
 * never be for work that nobody has begun.
 */
public final class HelperTask {
    private final TaskScope.Task work;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    HelperTask(TaskScope.Task work) {
        this.work = work;
    }

    /** Work that has ended already. */
    public static HelperTask ended() {
        HelperTask nothing = new HelperTask(() -> {});
        nothing.taken.set(true);
        nothing.done.countDown();
        return nothing;
    }

    /** Whether it has ended, be it well or not. */
    public boolean isDone() {
        return done.getCount() == 0;
    }

    void runUnlessTaken() throws IOException {
        if (taken.compareAndSet(false, true)) {
            try {
                work.run();
            } finally {
                done.countDown();
            }
        }
    }

    /**
     * Returns when the work has ended, be it well or not: a failure on another thread is told by the scope.
     *
     * @throws InterruptedIOException if the thread is interrupted meanwhile, as when another task has failed
     */
    public void await() throws IOException {
        runUnlessTaken();
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
