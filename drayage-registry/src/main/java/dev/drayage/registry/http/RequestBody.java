package dev.drayage.registry.http;

import dev.drayage.content.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** What a request sends: a range of a blob, which can be read as often as the request is repeated. */
public final class RequestBody {
    private final Blob blob;
    private final long position;
    private final long length;

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
     * Passes all of it on, in order.
     *
     * @throws BodyUnreadableException if the blob does not give it, or the target does not take it
     */
    void transferTo(WritableByteChannel target) throws BodyUnreadableException {
        try {
            if (blob.transferTo(position, length, target) < length) {
                throw new EOFException("the blob ends before " + (position + length));
            }
        } catch (IOException | RuntimeException e) {
            throw new BodyUnreadableException(e);
        }
    }
}
