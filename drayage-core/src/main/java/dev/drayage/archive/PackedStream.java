package dev.drayage.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A channel as the stream that a decompressor reads: it counts, and it is only at its end when the channel is. A pipe
 * whose writer pauses looks to others as if nothing more came.
 */
final class PackedStream extends InputStream {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long count;

    PackedStream(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /** The next bytes, without taking them; fewer than asked for only at the end. */
    ByteBuffer peek(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            buffer.compact();
            int read = channel.read(buffer);
            buffer.flip();
            if (read < 0) {
                break;
            }
        }
        return buffer.slice(buffer.position(), Math.min(bytes, buffer.remaining()));
    }

    /** Bytes given so far. */
    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        if (available() == 0) {
            return -1;
        }
        count++;
        return buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int bytes = Math.min(length, available());
        if (bytes == 0) {
            return -1;
        }
        buffer.get(target, offset, bytes);
        count += bytes;
        return bytes;
    }

    /**
     * Fills a buffer, past the one of this stream where that is empty; fewer bytes than fit come only at the end.
     *
     * @return false if there were none
     */
    boolean fill(ByteBuffer target) throws IOException {
        int start = target.position();
        while (buffer.hasRemaining() && target.hasRemaining()) {
            target.put(buffer.get());
        }
        while (target.hasRemaining() && channel.read(target) >= 0) {
            // A pipe gives what it holds, a buffer's part.
        }
        count += target.position() - start;
        return target.position() > start;
    }

    /** 0 at the end alone; waits for the next byte to know. */
    @Override
    public int available() throws IOException {
        return peek(1).hasRemaining() ? buffer.remaining() : 0;
    }

    /** The channel is closed by whoever opened it. */
    @Override
    public void close() {
        // Decompressors close what they read from.
    }
}
