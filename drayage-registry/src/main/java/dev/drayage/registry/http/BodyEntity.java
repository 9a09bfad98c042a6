package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/** What a request sends, read from its blob block by block while it is sent. */
final class BodyEntity extends AbstractHttpEntity {
    private static final int BLOCK_BYTES = 256 << 10;

    private final RequestBody body;
    private final RateLimit rate;
    private final Runnable incomplete;

    /** @param incomplete run if the server stops taking the body: the connection cannot be used again */
    BodyEntity(RequestBody body, RateLimit rate, Runnable incomplete) {
        super((String) null, null);
        this.body = body;
        this.rate = rate;
        this.incomplete = incomplete;
    }

    @Override
    public void writeTo(OutputStream target) throws IOException {
        Sink sink = new Sink(target);
        try {
            body.transferTo(sink);
        } catch (BodyUnreadableException e) {
            IOException failure = sink.failure;
            if (failure == null) {
                throw e;
            }
            if (failure instanceof InterruptedIOException) {
                throw failure;
            }
            // A server that refuses a body closes the connection, and may have said why: the response is read next.
            incomplete.run();
        }
    }

    /** Passes on to the server, and remembers that it was the server that failed. */
    private final class Sink implements WritableByteChannel {
        private final OutputStream target;
        private @Nullable IOException failure;

        private Sink(OutputStream target) {
            this.target = target;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = Math.min(BLOCK_BYTES, source.remaining());
            byte[] bytes;
            int offset = 0;
            if (source.hasArray()) {
                bytes = source.array();
                offset = source.arrayOffset() + source.position();
                source.position(source.position() + count);
            } else {
                bytes = new byte[count];
                source.get(bytes);
            }
            rate.take(count);
            try {
                target.write(bytes, offset, count);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The stream is the connection's.
        }
    }

    @Override
    public long getContentLength() {
        return body.length();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("a request body is only written");
    }

    @Override
    public void close() {
        // The blob is its owner's.
    }
}
