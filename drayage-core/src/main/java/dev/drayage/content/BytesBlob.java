package dev.drayage.content;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A blob in memory: manifests, generated entries, test content. */
final class BytesBlob implements Blob {
    private final ByteBuffer bytes;
    private volatile boolean closed;

    BytesBlob(ByteBuffer bytes) {
        this.bytes = bytes.asReadOnlyBuffer();
    }

    @Override
    public long size() {
        return bytes.limit();
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws ClosedChannelException {
        Ranges.requirePosition(position);
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= bytes.limit()) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), bytes.limit() - position);
        target.put(bytes.slice((int) position, count));
        return count;
    }

    @Override
    public void close() {
        closed = true;
    }
}
