package dev.drayage.server.cache;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.copy.CopyTarget;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a blob that is being fetched. One thread writes; any number read behind it, except for the end, which
 * they are given once all of it was verified.
 */
final class Arrival {
    /** What nobody is given before the digest was right. */
    private static final long HELD_BACK = 64 << 10;

    private final Descriptor descriptor;
    private int readers;
    private long size = -1;
    private long written;
    private @Nullable CopyTarget ingest;
    private @Nullable Blob stored;
    private @Nullable IOException failure;

    Arrival(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** One more reads it, until it leaves. */
    synchronized void join() {
        readers++;
    }

    void leave() throws IOException {
        Blob unread = null;
        synchronized (this) {
            readers--;
            if (readers == 0) {
                unread = stored;
            }
        }
        if (unread != null) {
            unread.close();
        }
    }

    synchronized boolean isAwaited() {
        return readers > 0;
    }

    /** Says how large it is. */
    synchronized void begin(long bytes) {
        size = bytes;
        notifyAll();
    }

    /** Lets what is written be read from there, so far; null if it cannot be, so that all wait for the end. */
    synchronized void show(@Nullable CopyTarget target, long offset) {
        ingest = target;
        show(offset);
    }

    synchronized void show(long offset) {
        written = offset;
        notifyAll();
    }

    /** Lets nobody read from there any more: it is ending, well or not. */
    synchronized void hide() {
        ingest = null;
    }

    /** Lets all of it be read; nobody joins any more. The blob is closed with the last who reads. */
    void succeed(Blob blob) throws IOException {
        boolean isRead;
        synchronized (this) {
            size = blob.size();
            ingest = null;
            stored = blob;
            isRead = readers > 0;
            notifyAll();
        }
        if (!isRead) {
            blob.close();
        }
    }

    /** Has everybody who waits or still reads fail. */
    synchronized void fail(IOException reason) {
        if (stored == null && failure == null) {
            ingest = null;
            failure = reason;
            notifyAll();
        }
    }

    /** How large it is, as soon as the upstream has said so. */
    synchronized long awaitSize() throws IOException {
        while (size < 0) {
            await();
        }
        return size;
    }

    /** The whole, once it is stored. */
    synchronized Optional<Blob> stored() {
        return Optional.ofNullable(stored);
    }

    /** Reads at least one byte, waiting for it; there must be one at this position. */
    int read(long position, ByteBuffer target) throws IOException {
        while (true) {
            @Nullable Blob whole;
            @Nullable CopyTarget part;
            long end;
            synchronized (this) {
                while (stored == null && (ingest == null || position >= readable())) {
                    await();
                }
                whole = stored;
                part = ingest;
                end = readable();
            }
            if (whole != null) {
                return readStored(whole, position, target);
            }
            int count = part == null ? 0 : readIngest(part, position, end, target);
            if (count > 0) {
                return count;
            }
        }
    }

    private long readable() {
        return Math.min(written, size - HELD_BACK);
    }

    private int readStored(Blob blob, long position, ByteBuffer target) throws IOException {
        int count = blob.readAt(position, target);
        if (count <= 0) {
            throw ContentException.truncated(descriptor.kind() + " " + descriptor.digest(), size, position);
        }
        return count;
    }

    /** Reads what the writer has written; 0 if the writer has ended in between. */
    @SuppressWarnings("ReferenceEquality") // another file may hold the same
    private int readIngest(CopyTarget file, long position, long end, ByteBuffer target) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            // Reading would close the file for all others.
            throw new InterruptedIOException("interrupted while reading " + descriptor.digest());
        }
        int limit = target.limit();
        target.limit(target.position() + (int) Math.min(target.remaining(), end - position));
        try {
            int count = file.read(target, position);
            if (count <= 0) {
                throw ContentException.truncated(descriptor.kind() + " " + descriptor.digest(), end, position);
            }
            return count;
        } catch (IOException e) {
            synchronized (this) {
                if (ingest == file) {
                    throw e;
                }
            }
            return 0;
        } finally {
            target.limit(limit);
        }
    }

    /** Waits for something to change; called with the lock held, in a loop that looks whether it did. */
    @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
    private void await() throws IOException {
        IOException reason = failure;
        if (reason != null) {
            // One of its own for each who waits: the traces are theirs.
            String message = String.valueOf(reason.getMessage());
            throw reason instanceof ContentException known
                    ? ContentException.of(known.kind(), message, known)
                    : new IOException(message, reason);
        }
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + descriptor.digest());
        }
    }
}
