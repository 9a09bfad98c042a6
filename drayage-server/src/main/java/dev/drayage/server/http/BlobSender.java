package dev.drayage.server.http;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Sends a range of a blob, a buffer at a time. No thread waits for the client: the next buffer is read when the last has
 * gone, so that slow clients cost a buffer each and no more.
 */
final class BlobSender extends IteratingCallback {
    private static final int BUFFER = 64 << 10;

    private final Blob blob;
    private final long end;
    private final Passing passing;
    private final org.eclipse.jetty.server.Response response;
    private final Callback done;
    private final Consumer<Throwable> broken;
    private final RetainableByteBuffer buffer;
    private long position;

    /** Sees the bytes that are sent, in order, before they are. */
    @FunctionalInterface
    interface Passing {
        /**
         * What is sent next.
         *
         * @param isLast whether nothing follows
         * @throws IOException so that it is not sent, and nothing after it
         */
        void pass(ByteBuffer bytes, boolean isLast) throws IOException;
    }

    /** @param broken told of what keeps the blob from being sent, other than the client */
    BlobSender(
            Response.Body.Range range,
            Passing passing,
            org.eclipse.jetty.server.Response response,
            ByteBufferPool pool,
            Callback done,
            Consumer<Throwable> broken) {
        this.blob = range.blob();
        this.position = range.offset();
        this.end = range.offset() + range.length();
        this.passing = passing;
        this.response = response;
        this.done = done;
        this.broken = broken;
        this.buffer = pool.acquire((int) Math.max(1, Math.min(BUFFER, range.length())), true);
    }

    @Override
    protected Action process() throws IOException {
        if (position == end) {
            return Action.SUCCEEDED;
        }
        ByteBuffer bytes = next();
        response.write(position == end, bytes, this);
        return Action.SCHEDULED;
    }

    private ByteBuffer next() throws IOException {
        ByteBuffer bytes = buffer.getByteBuffer();
        bytes.clear().limit((int) Math.min(Math.min(bytes.capacity(), BUFFER), end - position));
        try {
            int read = blob.readAt(position, bytes);
            if (read <= 0) {
                throw ContentException.truncated("blob", end, position);
            }
            bytes.flip();
            position += read;
            passing.pass(bytes.duplicate(), position == end);
        } catch (IOException | RuntimeException e) {
            broken.accept(e);
            throw e;
        }
        return bytes;
    }

    @Override
    protected void onCompleteSuccess() {
        buffer.release();
        done.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        buffer.release();
        done.failed(cause);
    }
}
