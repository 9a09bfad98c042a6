package dev.drayage.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;

/**
 * A channel that keeps what it is given, and takes no more than so many bytes at a time, as sockets and pipes do. For
 * one thread.
 */
public final class CollectingChannel implements WritableByteChannel {
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final int most;
    private boolean open = true;

    /** Takes everything at once. */
    public CollectingChannel() {
        this(Integer.MAX_VALUE);
    }

    /** Takes at most {@code most} bytes at a time, 1 or more. */
    public CollectingChannel(int most) {
        this.most = most;
    }

    /** A copy of what was written so far. */
    public byte[] bytes() {
        return collected.toByteArray();
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        byte[] taken = new byte[Math.min(most, source.remaining())];
        source.get(taken);
        collected.writeBytes(taken);
        return taken.length;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
