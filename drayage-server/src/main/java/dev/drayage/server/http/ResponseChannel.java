package dev.drayage.server.http;

import dev.drayage.content.ContentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/** The body of a response as a channel, each write of which waits until the client has taken it. */
final class ResponseChannel implements WritableByteChannel {
    private final Response response;
    private final BlobSender.Passing passing;
    private final long length;
    private long sent;
    private boolean open = true;
    private boolean clientFailed;

    /**
     * A channel for one body.
     *
     * @param length how many bytes it has; -1 where that is not known
     * @param passing sees the bytes before they are sent
     */
    ResponseChannel(Response response, long length, BlobSender.Passing passing) {
        this.response = response;
        this.length = length;
        this.passing = passing;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int count = bytes.remaining();
        if (count > 0) {
            sent += count;
            passing.pass(bytes.duplicate(), sent == length);
            write(false, bytes);
        }
        return count;
    }

    private void write(boolean last, ByteBuffer bytes) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(last, bytes, written);
            written.block();
        } catch (IOException e) {
            clientFailed = true;
            throw e;
        }
    }

    /** Ends the body, which must have its length. */
    void end() throws IOException {
        if (length >= 0 && sent != length) {
            throw ContentException.truncated("body", length, sent);
        }
        write(true, ByteBuffer.allocate(0));
        open = false;
    }

    /** Whether the client did not take what was written. */
    boolean hasClientFailed() {
        return clientFailed;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
