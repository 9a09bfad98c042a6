package dev.drayage.copy;

import dev.drayage.content.Blob;
import dev.drayage.content.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A blob as the stream that a decompressor reads, which verifies what passes through. */
public final class VerifiedStream extends InputStream {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Blob blob;
    private final Verification verification;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long position;

    /** Over all of a blob, which stays open. */
    public VerifiedStream(Blob blob, Verification verification) {
        this.blob = blob;
        this.verification = verification;
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        int count = blob.readAt(position, buffer.clear());
        buffer.flip();
        if (count <= 0) {
            return false;
        }
        position += count;
        verification.update(buffer.duplicate());
        return true;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    /** Exact, for gzip asks this to find out whether another member follows. */
    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, buffer.remaining() + blob.size() - position);
    }

    /** Reads what nobody has read, and checks size and digest. */
    public void finish() throws IOException {
        do {
            buffer.position(buffer.limit());
        } while (fill());
        verification.finish();
    }

    /** A decompressor closes what it reads from; the blob belongs to whoever opened it. */
    @Override
    public void close() {
        // Verification goes on.
    }
}
