package dev.drayage.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/** The body of a response as a channel, each write of which waits until the client has taken it. */
final class ResponseChannel implements WritableByteChannel {
    private final Response response;
    private boolean open = true;

    ResponseChannel(Response response) {
        this.response = response;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int count = bytes.remaining();
        if (count > 0) {
            write(false, bytes);
        }
        return count;
    }

    private void write(boolean last, ByteBuffer bytes) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(last, bytes, written);
            written.block();
        }
    }

    /** Ends the body. */
    void end() throws IOException {
        write(true, ByteBuffer.allocate(0));
        open = false;
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
