package dev.drayage.content;

import java.io.IOException;
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
    public int readAt(long position, ByteBuffer target) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return Ranges.read(
                position, target, bytes.limit(), (at, within) -> within.put(bytes.slice((int) at, within.remaining())));
    }

    @Override
    public void close() {
        closed = true;
    }
}
