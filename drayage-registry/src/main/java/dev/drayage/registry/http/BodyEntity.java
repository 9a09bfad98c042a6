package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

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
        byte[] block = new byte[(int) Math.min(BLOCK_BYTES, body.length())];
        for (long at = 0; at < body.length(); ) {
            int count = (int) Math.min(block.length, body.length() - at);
            body.read(at, ByteBuffer.wrap(block, 0, count));
            rate.take(count);
            try {
                target.write(block, 0, count);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                // A server that refuses a body closes the connection, and may have said why: the response is read next.
                incomplete.run();
                return;
            }
            at += count;
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
