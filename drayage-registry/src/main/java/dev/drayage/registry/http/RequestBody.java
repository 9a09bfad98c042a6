package dev.drayage.registry.http;

import dev.drayage.content.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What a request sends: a range of a blob, which can be read as often as the request is repeated. */
public final class RequestBody {
    private final Blob blob;
    private final long position;
    private final long length;
    private final AtomicLong taken = new AtomicLong();

    private RequestBody(Blob blob, long position, long length) {
        this.blob = blob;
        this.position = position;
        this.length = length;
    }

    /** These bytes, which must not be changed any more. */
    public static RequestBody of(byte[] bytes) {
        return of(Blob.ofBytes(bytes), 0, bytes.length);
    }

    /** A range of a blob, which has to stay open. */
    public static RequestBody of(Blob blob, long position, long length) {
        Objects.checkFromIndexSize(position, length, blob.size());
        return new RequestBody(blob, position, length);
    }

    /** The number of bytes. */
    public long length() {
        return length;
    }

    /**
     * Fills the target with bytes from {@code offset} on, which must be there.
     *
     * @throws BodyUnreadableException if the blob does not give them
     */
    public void read(long offset, ByteBuffer target) throws BodyUnreadableException {
        int count = target.remaining();
        try {
            while (target.hasRemaining()) {
                if (blob.readAt(position + offset + count - target.remaining(), target) < 0) {
                    throw new EOFException("the blob ends before " + (position + length));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new BodyUnreadableException(e);
        }
        taken.addAndGet(count);
    }

    /** How many bytes have been taken from the blob so far, over all attempts: a sign of life. */
    long taken() {
        return taken.get();
    }
}
