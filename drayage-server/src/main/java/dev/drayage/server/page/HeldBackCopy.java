package dev.drayage.server.page;

import dev.drayage.server.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Copies a stream but for its last bytes, which are written after a check that can only be made behind them. */
final class HeldBackCopy implements Response.Writer {
    private static final int BUFFER_BYTES = 64 << 10;

    /** Throws if what was read is not right. */
    @FunctionalInterface
    interface Check {
        void run() throws IOException;
    }

    private final InputStream from;
    private final Check check;

    HeldBackCopy(InputStream from, Check check) {
        this.from = from;
        this.check = check;
    }

    @Override
    public void writeTo(WritableByteChannel target) throws IOException {
        byte[] held = from.readNBytes(BUFFER_BYTES);
        for (byte[] next = from.readNBytes(BUFFER_BYTES); next.length > 0; next = from.readNBytes(BUFFER_BYTES)) {
            write(held, target);
            held = next;
        }
        check.run();
        write(held, target);
    }

    private static void write(byte[] bytes, WritableByteChannel target) throws IOException {
        for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining(); ) {
            target.write(buffer);
        }
    }
}
