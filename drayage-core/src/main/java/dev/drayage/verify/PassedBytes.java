package dev.drayage.verify;

import dev.drayage.content.Blob;
import dev.drayage.content.Ranges;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A blob made of the bytes that one thread passes on, for another that reads it in order and waits for them. What
 * nobody has taken yet is bounded.
 */
final class PassedBytes implements Blob {
    private static final int PIECE_BYTES = 256 << 10;
    /** Whoever reads asks for no more than a piece at once, which may begin anywhere in one that is kept. */
    private static final int KEPT_BYTES = 4 * PIECE_BYTES;

    private final long size;
    private final List<ByteBuffer> kept = new ArrayList<>();
    /** Where the first piece begins. */
    private long start;

    private long passed;
    private boolean ended;
    private boolean finished;

    PassedBytes(long size) {
        this.size = size;
    }

    /** Passes the next bytes on, which are copied; waits for room. After an interrupt nothing is passed on any more. */
    synchronized void pass(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !ended) {
            int count = Math.min(PIECE_BYTES, bytes.remaining());
            if (!hasCome(() -> passed - start + count <= KEPT_BYTES || finished)) {
                ended = true;
            } else {
                if (!finished) {
                    kept.add(ByteBuffer.allocate(count)
                            .put(bytes.slice(bytes.position(), count))
                            .flip());
                }
                bytes.position(bytes.position() + count);
                passed += count;
            }
            notifyAll();
        }
    }

    /**
     * Says that no more will come, and waits until the reader is done if all came.
     *
     * @return whether all came and the reader is done
     */
    synchronized boolean end() {
        ended = true;
        notifyAll();
        return hasCome(() -> passed < size || finished) && passed == size;
    }

    /** Waits; false if it was interrupted. */
    private boolean hasCome(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public long size() {
        return size;
    }

    /** Reads at {@code position} or after it are all that follow. */
    @Override
    public synchronized int readAt(long position, ByteBuffer target) throws IOException {
        while (!kept.isEmpty() && start + kept.get(0).limit() <= position) {
            start += kept.remove(0).limit();
        }
        notifyAll();
        return Ranges.read(position, target, size, this::fill);
    }

    private void fill(long position, ByteBuffer target) throws IOException {
        long end = position + target.remaining();
        if (!hasCome(() -> passed >= end || ended)) {
            throw new InterruptedIOException("interrupted while comparing a layer with its diffID");
        }
        if (passed < end) {
            throw new EOFException("reading ended at " + passed + " of " + size + " bytes");
        }
        long from = position;
        long at = start;
        for (ByteBuffer piece : kept) {
            long pieceEnd = at + piece.limit();
            if (from < pieceEnd && target.hasRemaining()) {
                int count = (int) Math.min(target.remaining(), pieceEnd - from);
                target.put(piece.slice((int) (from - at), count));
                from += count;
            }
            at = pieceEnd;
        }
    }

    /** The reader is done, whether it read all or not: what is passed on from now on is for nobody. */
    synchronized void finish() {
        finished = true;
        kept.clear();
        notifyAll();
    }

    /** What was read is not judged yet: {@link #finish} says when it is. */
    @Override
    public void close() {
        // There is nothing to close.
    }
}
