package dev.drayage.verify;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.Verification;
import dev.drayage.task.HelperTask;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * A blob as a stream that verifies what passes through, on an idle thread if there is one. Its end is only reached
 * through {@link #drain}.
 */
final class StoredStream extends InputStream {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Blob blob;
    private final Verification verification;
    private final LongConsumer progress;
    private final TaskScope scope;
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private ByteBuffer other = ByteBuffer.allocate(BUFFER_BYTES);
    private HelperTask hashing = HelperTask.ended();
    private long position;

    StoredStream(Blob blob, Verification verification, LongConsumer progress, TaskScope scope) {
        this.blob = blob;
        this.verification = verification;
        this.progress = progress;
        this.scope = scope;
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        ByteBuffer read = other.clear();
        int count = blob.readAt(position, read);
        if (count <= 0) {
            return false;
        }
        hashing.await();
        other = buffer;
        buffer = read.flip();
        position += count;
        ByteBuffer bytes = read.duplicate();
        hashing = scope.handOver(() -> verification.update(bytes));
        progress.accept(count);
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
    void drain() throws IOException {
        buffer.position(buffer.limit());
        while (fill()) {
            buffer.position(buffer.limit());
        }
        hashing.await();
        verification.finish();
    }

    /** The blob is closed by whoever opened it. */
    @Override
    public void close() throws ContentException {
        // A decompressor closes what it reads from; here that must not end the verification.
    }
}
