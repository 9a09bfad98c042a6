package dev.drayage.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Appends a range of a blob to a writer through one buffer. */
final class WriterTransfer {
    private static final int BUFFER_BYTES = 256 << 10;

    private WriterTransfer() {}

    static void append(Blob blob, long position, long count, ContentWriter writer) throws IOException {
        Objects.checkFromIndexSize(position, count, blob.size());
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, count));
        for (long done = 0; done < count; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - done));
            int read = blob.readAt(position + done, buffer);
            if (read <= 0) {
                throw ContentException.truncated("blob", blob.size(), position + done);
            }
            writer.write(buffer.flip());
            done += read;
        }
    }
}
