package dev.drayage.registry.http;

import dev.drayage.content.Blob;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** What a request sends: a range of a blob, which can be read as often as the request is repeated. */
public final class RequestBody {
    private final Blob blob;
    private final long position;
    private final long length;
    private final AtomicLong read = new AtomicLong();

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

    /** How many bytes have been taken from the blob so far, over all attempts: a sign of life. */
    long read() {
        return read.get();
    }

    BodyPublisher publisher(RateLimit rate) {
        return new BlobPublisher(blob, position, length, bytes -> {
            rate.take(bytes);
            read.addAndGet(bytes);
        });
    }
}
