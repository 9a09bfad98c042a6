package dev.drayage.server.http;

import java.io.IOException;
import java.io.InputStream;

/** The body of a request, whose failures are told from those of what is served. */
final class RequestBody extends InputStream {
    private final InputStream body;

    RequestBody(InputStream body) {
        this.body = body;
    }

    @Override
    public int read() throws IOException {
        try {
            return body.read();
        } catch (IOException | RuntimeException e) {
            throw new BrokenRequestException(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return body.read(bytes, offset, length);
        } catch (IOException | RuntimeException e) {
            throw new BrokenRequestException(e);
        }
    }

    @Override
    public int available() throws IOException {
        return body.available();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
