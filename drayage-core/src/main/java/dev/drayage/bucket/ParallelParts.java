package dev.drayage.bucket;

import dev.drayage.content.Blob;
import dev.drayage.task.HelperTask;
import dev.drayage.task.TaskScope;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes parts of one object in several threads, so that the next is gathered, and more are sent, while the service takes one.
 * Where all are at work, or too much memory is in use by what others send, a part is written by whoever brings it. For one
 * thread at a time.
 */
public final class ParallelParts implements Closeable {
    private static final int THREADS = 3;

    /** Of the heap, what may be under way in other threads than those that gather: an eighth. */
    private static final long SHARE_OF_HEAP = 8;

    private static final int MEBIBYTE = 1 << 20;
    private static final int MOST_MEBIBYTES = 256;

    /** What all uploads of the process may have in memory beside what is gathered. */
    private static final Semaphore MEMORY =
            new Semaphore((int) Math.min(MOST_MEBIBYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / MEBIBYTE));

    private final PartUpload upload;
    private final Deque<HelperTask> underWay = new ArrayDeque<>();
    /** What of {@link #MEMORY} this has; a task that was cancelled before it began gives nothing back. */
    private final AtomicInteger held = new AtomicInteger();

    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private @Nullable TaskScope scope;

    /** Parts of an upload, which the caller completes, aborts and closes. */
    public ParallelParts(PartUpload upload) {
        this.upload = upload;
    }

    /** Is told in whichever thread that a part is written. */
    @FunctionalInterface
    public interface Written {
        void written() throws IOException;
    }

    /** Whether a part is in memory, of which there is little. */
    public enum Where {
        /** On the heap. */
        MEMORY,
        /** In a file. */
        FILE
    }

    /**
     * Writes a part, now or before {@link #await} returns.
     *
     * @param part stays as it is until it is said to be written, or this is closed
     * @param written is not told if that fails; what fails is thrown by a later call if not by this
     * @return whether the bytes of the part may be changed now: it is written
     */
    public boolean put(int number, Blob part, Where where, Written written) throws IOException {
        throwFailure();
        int needed = where == Where.FILE ? 0 : (int) Math.max(1, part.size() / MEBIBYTE);
        TaskScope threads = scope();
        if (!threads.hasIdleThread() || !MEMORY.tryAcquire(needed)) {
            putHere(number, part, written);
            return true;
        }
        held.addAndGet(needed);
        underWay.removeIf(HelperTask::isDone);
        underWay.add(threads.handOver(() -> {
            try {
                if (failure.get() == null) {
                    upload.put(number, part);
                    written.written();
                }
            } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, e);
            } finally {
                held.addAndGet(-needed);
                MEMORY.release(needed);
            }
        }));
        return false;
    }

    private void putHere(int number, Blob part, Written written) throws IOException {
        boolean isWritten = false;
        try {
            upload.put(number, part);
            isWritten = true;
        } finally {
            if (!isWritten) {
                awaitAll(); // so that what is brought again is not under way
            }
        }
        written.written();
    }

    private TaskScope scope() {
        TaskScope open = scope;
        if (open == null) {
            open = TaskScope.open("dray-part", THREADS);
            scope = open;
        }
        return open;
    }

    /** Of several the first; the parts that were not written can be brought again. */
    private void throwFailure() throws IOException {
        if (failure.get() == null) {
            return;
        }
        awaitAll();
        Exception thrown = failure.getAndSet(null);
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
    }

    private void awaitAll() throws IOException {
        while (!underWay.isEmpty()) {
            underWay.element().await();
            underWay.remove();
        }
    }

    /** Returns when all parts are written. */
    public void await() throws IOException {
        awaitAll();
        throwFailure();
    }

    /** Ends what is under way, written or not; nothing is sent any more. */
    @Override
    public void close() {
        TaskScope open = scope;
        scope = null;
        if (open != null) {
            open.close();
        }
        underWay.clear();
        MEMORY.release(held.getAndSet(0));
    }
}
