package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** The body of a response as a stream. Closing it leaves the response open. For one thread. */
final class ResponseStream extends InputStream {
    /** The connection failed, or went silent, before the body came to its end. */
    static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        private BrokenException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final Response response;

    ResponseStream(Response response) {
        this.response = response;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            return response.read(ByteBuffer.wrap(target, offset, length));
        } catch (InterruptedIOException | ContentException e) {
            throw e;
        } catch (IOException e) {
            throw new BrokenException(e);
        }
    }
}
