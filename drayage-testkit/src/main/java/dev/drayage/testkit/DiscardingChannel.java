package dev.drayage.testkit;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes everything and keeps nothing. Thread-safe. */
public final class DiscardingChannel implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
