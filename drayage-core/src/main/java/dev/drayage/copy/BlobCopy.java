package dev.drayage.copy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way. It is cut into pieces, which whoever is at work takes one by one. A hash takes bytes in order
 * alone: the thread that has the next ones passes them on from its buffer, and then what others have written behind them
 * in the meantime, read back from the target. Nobody waits for a turn.
 */
final class BlobCopy {
    private final Blob blob;
    private final CopyTarget target;
    private final BlobCopier copier;
    private final long size;
    private final long piece;
    private final boolean remote;

    // Guarded by this.
    private final WrittenRanges written = new WrittenRanges();
    private long next;
    private boolean hasHelper;
    private int helping;
    private boolean ended;
    private @Nullable Throwable failure;
    private boolean passing;

    /** The thread that began has failed: nobody needs what the others do. */
    private volatile boolean abandoned;

    /** Up to where bytes have passed in order; for whoever is passing them on. */
    private long passed;

    BlobCopy(Blob blob, long from, CopyTarget target, BlobCopier copier) {
        this.blob = blob;
        this.target = target;
        this.copier = copier;
        this.size = blob.size();
        this.remote = blob.preferredChunkSize() > 0;
        this.piece = remote ? blob.preferredChunkSize() : copier.localPiece();
        this.next = from;
        this.passed = from;
    }

    void run() throws IOException {
        boolean done = false;
        try {
            work();
            done = true;
        } finally {
            abandoned = !done;
            awaitHelpers(done);
        }
    }

    private void work() throws IOException {
        ByteBuffer buffer = copier.takeBuffer();
        for (long start = take(); start < size; start = take()) {
            copy(start, Math.min(endOfPiece(start), size) - start, buffer);
        }
        copier.giveBack(buffer);
    }

    /** Where the next piece begins that nobody has taken; the end if there is none. */
    private synchronized long take() {
        long start = ended ? size : next;
        next = Math.min(endOfPiece(start), size);
        return start;
    }

    private long endOfPiece(long start) {
        return (start / piece + 1) * piece;
    }

    private void copy(long start, long length, ByteBuffer buffer) throws IOException {
        if (target.has(start, length)) {
            passOn(start, length, null, buffer);
            return;
        }
        if (remote) {
            requireAll(blob.transferTo(start, length, new PieceChannel(start, buffer)), start, length);
        } else {
            copyInOrder(start, length, buffer);
        }
        target.wrote(start, length);
    }

    private void copyInOrder(long start, long length, ByteBuffer buffer) throws IOException {
        for (long at = start; at < start + length; ) {
            int count = (int) Math.min(buffer.capacity(), start + length - at);
            requireAll(blob.readAt(at, buffer.clear().limit(count)), at, count);
            write(buffer.flip(), at, buffer);
            at += count;
        }
    }

    private void requireAll(long moved, long start, long length) throws ContentException {
        if (moved != length) {
            throw ContentException.truncated("blob", size, start + Math.max(0, moved));
        }
    }

    /** Writes bytes to their place and passes them on; whatever they lie in, {@code buffer} is free after that. */
    private void write(ByteBuffer bytes, long offset, ByteBuffer buffer) throws IOException {
        if (abandoned) {
            throw new InterruptedIOException("the copy was given up");
        }
        int count = bytes.remaining();
        target.write(bytes.duplicate(), offset);
        passOn(offset, count, bytes, buffer);
        copier.pace().add(count);
        callHelper();
    }

    /** Passes on what is next in order, if nobody else is at it: these bytes, where they are, and all behind them. */
    private void passOn(long offset, long count, @Nullable ByteBuffer bytes, ByteBuffer buffer) throws IOException {
        synchronized (this) {
            written.add(offset, count);
            if (passing || written.endFrom(passed) == passed) {
                return;
            }
            passing = true;
        }
        if (bytes != null && offset == passed) {
            target.inOrder(bytes);
            passed += count;
        }
        for (long end = endOfPassing(); end > passed; end = endOfPassing()) {
            passBack(end, buffer);
        }
    }

    /** Up to where there is more to pass on; if there is nothing, somebody else may go on from now. */
    private synchronized long endOfPassing() {
        long end = written.endFrom(passed);
        passing = end > passed;
        return end;
    }

    private void passBack(long end, ByteBuffer buffer) throws IOException {
        while (passed < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - passed));
            int read = target.read(buffer, passed);
            if (read <= 0) {
                throw new IOException("what was written ends at offset " + passed + " of " + size
                        + ", where something else cut it short");
            }
            target.inOrder(buffer.flip());
            passed += read;
        }
    }

    private void callHelper() {
        if (copier.scope().hasIdleThread() && takesHelper()) {
            copier.scope().fork(this::help);
        }
    }

    /** Whether one more helps: over a slow network any does, with a file one that copies while another thread hashes. */
    private synchronized boolean takesHelper() {
        boolean helps = remote ? copier.pace().isSlow() : !hasHelper;
        if (!helps || ended || next >= size) {
            return false;
        }
        hasHelper = true;
        return true;
    }

    private void help() throws IOException {
        synchronized (this) {
            if (ended) {
                return;
            }
            helping++;
        }
        try {
            work();
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                if (failure == null) {
                    failure = e; // what fails after it may do so because of it
                }
                ended = true;
            }
            if (!abandoned) {
                throw e; // else the reason is about to be thrown by the thread that began
            }
        } finally {
            synchronized (this) {
                helping--;
                notifyAll();
            }
        }
    }

    /** Returns when nobody writes any more, whatever happens. */
    private void awaitHelpers(boolean done) throws IOException {
        boolean interrupted = false;
        synchronized (this) {
            ended = true;
            while (helping > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (done) {
            requireDone();
        }
    }

    private synchronized void requireDone() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure != null) {
            throw new IOException("copying a blob failed on another thread: " + failure, failure);
        }
        if (passed < size) {
            throw new InterruptedIOException("interrupted while copying a blob at offset " + passed);
        }
    }

    /** Takes a piece of a blob as it comes from a network. */
    private final class PieceChannel implements WritableByteChannel {
        private final ByteBuffer buffer;
        private long offset;

        PieceChannel(long offset, ByteBuffer buffer) {
            this.offset = offset;
            this.buffer = buffer;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            BlobCopy.this.write(bytes.duplicate(), offset, buffer);
            bytes.position(bytes.limit());
            offset += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The target is closed by whoever opened it.
        }
    }
}
