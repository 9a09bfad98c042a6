package dev.drayage.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Copies a range of a blob through one buffer, for sources and targets that the kernel cannot copy between. */
final class BufferedTransfer {
    private static final int BUFFER_BYTES = 256 << 10;

    private BufferedTransfer() {}

    static long copy(Blob blob, long position, long count, WritableByteChannel target) throws IOException {
        Ranges.requirePosition(position);
        Ranges.requireCount(count);
        long available = Math.min(count, Math.max(0, blob.size() - position));
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, available));
        long done = 0;
        while (done < available) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), available - done));
            int read = blob.readAt(position + done, buffer);
            if (read <= 0) {
                throw ContentException.truncated("blob", blob.size(), position + done);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                target.write(buffer);
            }
            done += read;
        }
        return done;
    }
}
