package dev.drayage.server.distribution;

import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.repository.WritableRepository;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Uploads that are open: written by one request at a time, and kept open for a moment when it ends. Who opens an upload
 * again has all of its bytes hashed again. Thread-safe.
 */
final class OpenUploads implements Closeable {
    /** How many may be open without being written. */
    private static final int MOST_IDLE = 64;

    /** For the end of a connection to be noticed that the client has given up already. */
    private static final long WAIT_MILLIS = 1000;

    private record Key(String repository, String id) {}

    private static final class Entry {
        private final Semaphore turn = new Semaphore(1);
        private int users;
        private volatile @Nullable ContentWriter writer;
        private volatile long offset;
        private long idleSince;
    }

    private final long keptNanos;
    private final Map<Key, Entry> entries = new HashMap<>();
    private final ScheduledThreadPoolExecutor timer;
    private final AtomicBoolean swept = new AtomicBoolean();
    private boolean closed;

    OpenUploads(Duration kept) {
        this.keptNanos = kept.toNanos();
        this.timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "dray-uploads");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** An upload while a request has it; for one thread. Closing it lets others have it. */
    final class Session implements Closeable {
        private final Key key;
        private final Entry entry;
        private final ContentWriter writer;
        private boolean keep;

        private Session(Key key, Entry entry, ContentWriter writer) {
            this.key = key;
            this.entry = entry;
            this.writer = writer;
        }

        ContentWriter writer() {
            return writer;
        }

        long offset() {
            return entry.offset;
        }

        /** Says how far it is, to those who ask meanwhile. */
        void at(long offset) {
            entry.offset = offset;
        }

        /** Leaves it open for the next request; without that it is closed, and opened anew for it. */
        void keepOpen() {
            keep = true;
        }

        @Override
        public void close() throws IOException {
            release(key, entry, keep);
        }
    }

    /**
     * Opens an upload, or takes it as another request left it.
     *
     * @param name of the repository as no other is called
     * @throws HeldException if another request is writing it, in this process or another
     */
    Session open(String name, WritableRepository repository, String id) throws IOException {
        Key key = new Key(name, id);
        Entry entry = enter(key);
        try {
            if (!entry.turn.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                leave(key, entry);
                throw new HeldException("another request is writing the upload " + id);
            }
        } catch (InterruptedException e) {
            leave(key, entry);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the upload " + id);
        }
        try {
            ContentWriter kept = entry.writer;
            ContentWriter writer = kept == null ? repository.upload(id) : kept;
            entry.writer = writer;
            entry.offset = writer.status().offset();
            return new Session(key, entry, writer);
        } catch (IOException | RuntimeException e) {
            release(key, entry, false);
            throw e;
        }
    }

    /** How far an upload is that a request is writing now; empty if none is. */
    synchronized OptionalLong offsetWhileWritten(String name, String id) {
        Entry entry = entries.get(new Key(name, id));
        return entry == null || entry.turn.availablePermits() > 0 || entry.writer == null
                ? OptionalLong.empty()
                : OptionalLong.of(entry.offset);
    }

    /** Closes an upload that no request is writing, so that it can be removed. */
    void closeIdle(String name, String id) throws IOException {
        Key key = new Key(name, id);
        Entry entry = enter(key);
        if (entry.turn.tryAcquire()) {
            release(key, entry, false);
        } else {
            leave(key, entry);
        }
    }

    /** How many are written, or open for the next request. */
    synchronized int count() {
        return entries.size();
    }

    private synchronized Entry enter(Key key) throws IOException {
        if (closed) {
            throw new IOException("this registry is being stopped");
        }
        Entry entry = entries.computeIfAbsent(key, unused -> new Entry());
        entry.users++;
        return entry;
    }

    private synchronized void leave(Key key, Entry entry) {
        entry.users--;
        forgetUnused(key, entry);
    }

    private synchronized void forgetUnused(Key key, Entry entry) {
        if (entry.users == 0 && entry.writer == null) {
            entries.remove(key, entry);
        }
    }

    private void release(Key key, Entry entry, boolean keep) throws IOException {
        ContentWriter done = entry.writer;
        boolean isKept;
        synchronized (this) {
            isKept = keep && !closed && entries.size() <= MOST_IDLE;
            if (isKept) {
                entry.idleSince = System.nanoTime();
            }
        }
        try {
            if (!isKept) {
                entry.writer = null;
                if (done != null) {
                    done.close();
                }
            }
        } finally {
            entry.turn.release();
            leave(key, entry);
        }
        if (isKept && isClosed()) {
            // Nobody will sweep any more.
            closeIdle(System.nanoTime());
        } else if (isKept) {
            sweepLater();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void sweepLater() {
        if (swept.compareAndSet(false, true)) {
            try {
                ScheduledFuture<?> unused = timer.schedule(this::sweep, keptNanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // Closed meanwhile; closing closes all.
            }
        }
    }

    private void sweep() {
        swept.set(false);
        boolean isAnyLeft = closeIdle(System.nanoTime() - keptNanos);
        if (isAnyLeft) {
            sweepLater();
        }
    }

    /** Closes those that were idle since then; true if others are open. */
    private boolean closeIdle(long since) {
        Map<Key, Entry> all;
        synchronized (this) {
            all = Map.copyOf(entries);
        }
        boolean isAnyLeft = false;
        for (Map.Entry<Key, Entry> each : all.entrySet()) {
            Entry entry = each.getValue();
            if (!entry.turn.tryAcquire()) {
                isAnyLeft = true;
                continue;
            }
            ContentWriter writer = entry.writer;
            boolean isOver = writer != null && entry.idleSince - since <= 0;
            isAnyLeft |= writer != null && !isOver;
            try {
                if (isOver && writer != null) {
                    entry.writer = null;
                    writer.close();
                }
            } catch (IOException e) {
                // It is opened again at its offset; whoever continues it is told what cannot be read then.
            } finally {
                entry.turn.release();
                forgetUnused(each.getKey(), entry);
            }
        }
        return isAnyLeft;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        timer.shutdownNow();
        closeIdle(System.nanoTime());
    }
}
