package dev.drayage.server.cache;

import dev.drayage.content.Blob;
import dev.drayage.content.Ranges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** A blob that is being fetched: reading waits until the bytes have come. */
final class FetchedBlob implements Blob {
    /** Passed on as they come: a client would rather have some bytes soon than many at once. */
    private static final int BUFFER_BYTES = 64 << 10;

    private final Arrival arrival;
    private final long size;
    private final Pins.Pin pin;
    private final Eviction eviction;
    private boolean closed;

    FetchedBlob(Arrival arrival, long size, Pins.Pin pin, Eviction eviction) {
        this.arrival = arrival;
        this.size = size;
        this.pin = pin;
        this.eviction = eviction;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        requireOpen();
        return Ranges.read(position, target, size, (start, within) -> {
            long at = start;
            while (within.hasRemaining()) {
                at += arrival.read(at, within);
            }
        });
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        Ranges.requirePosition(position);
        Ranges.requireCount(count);
        requireOpen();
        long end = position + Math.min(count, Math.max(0, size - position));
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(0, end - position)));
        long at = position;
        while (at < end) {
            Optional<Blob> stored = arrival.stored();
            if (stored.isPresent()) {
                return at - position + stored.get().transferTo(at, end - at, target);
            }
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            at += arrival.read(at, buffer);
            buffer.flip();
            while (buffer.hasRemaining()) {
                target.write(buffer);
            }
        }
        return at - position;
    }

    private synchronized void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        pin.close();
        arrival.leave();
        eviction.closed(size);
    }
}
