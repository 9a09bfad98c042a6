package dev.drayage.s3.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** A response that has begun. For one thread. */
public final class S3Response implements Closeable {
    private static final int READ_BYTES = 16 << 10;

    private final ClassicHttpResponse response;
    private final HttpUriRequestBase request;
    private final InputStream body;
    private final long length;
    private final boolean isUncertain;
    private final Permit permit;
    private long count;
    private boolean ended;

    /**
     * @param isUncertain whether nobody knows what became of the same request, sent before
     * @param permit for its connection, given back when it is closed
     */
    S3Response(ClassicHttpResponse response, HttpUriRequestBase request, boolean isUncertain, Permit permit)
            throws IOException {
        this.response = response;
        this.request = request;
        this.isUncertain = isUncertain;
        this.permit = permit;
        HttpEntity entity = response.getEntity();
        this.body = entity == null ? InputStream.nullInputStream() : entity.getContent();
        this.length = entity == null ? 0 : entity.getContentLength();
    }

    /** The status code. */
    public int status() {
        return response.getCode();
    }

    /** Whether the same request was sent before, and nobody knows what became of that. */
    public boolean isUncertain() {
        return isUncertain;
    }

    /** A header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** How many bytes its body has; -1 if it does not say. */
    public long length() {
        return length;
    }

    /** Reads some of the body; -1 at its end. */
    public int read(byte[] target, int offset, int size) throws IOException {
        int read = body.read(target, offset, size);
        ended |= read < 0;
        count += Math.max(0, read);
        return read;
    }

    /** All of a body that is not larger than this. */
    public byte[] bytes(int limit) throws IOException {
        byte[] bytes = body.readNBytes(limit);
        ended = body.read() < 0;
        if (!ended) {
            throw new IOException("the response has more than " + limit + " bytes");
        }
        return bytes;
    }

    /**
     * Nobody reads on for now: another request may be sent meanwhile.
     *
     * @return whether it may rest; else it is to be closed, for too many do
     */
    public boolean rest() {
        return permit.rest();
    }

    /** It is read on. */
    public void resume() throws InterruptedIOException {
        permit.resume();
    }

    /** Returns the connection for the next request if the body was read to its end; closes it else. */
    @Override
    public void close() throws IOException {
        try {
            if (!ended && length >= 0 && length - count <= READ_BYTES) {
                body.readAllBytes(); // cheaper than another connection
                ended = true;
            }
        } catch (IOException e) {
            // It is closed.
        }
        try {
            if (ended) {
                response.close();
            } else {
                request.cancel();
                closeQuietly(response);
            }
        } finally {
            permit.release();
        }
    }

    private static void closeQuietly(Closeable cancelled) {
        try {
            cancelled.close();
        } catch (IOException e) {
            // It finds that there is no connection any more.
        }
    }

    /** That a connection may be open: one of those that are in use, or of those that rest. Not thread-safe. */
    static final class Permit {
        private final Semaphore active;
        private final Semaphore resting;
        private @Nullable Semaphore held;

        Permit(Semaphore active, Semaphore resting) throws InterruptedIOException {
            this.active = active;
            this.resting = resting;
            acquire();
        }

        private void acquire() throws InterruptedIOException {
            try {
                active.acquire();
                held = active;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw S3Connections.interrupted(e);
            }
        }

        boolean rest() {
            if (held == null || !resting.tryAcquire()) {
                return false;
            }
            held.release();
            held = resting;
            return true;
        }

        void resume() throws InterruptedIOException {
            release();
            acquire();
        }

        void release() {
            if (held != null) {
                held.release();
                held = null;
            }
        }
    }
}
