package dev.drayage.tar;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * A tar that comes as a stream, read forwards: what was read is gone but for the last of it. Its size is the largest there
 * is until its end is met. For one thread.
 */
final class StreamedTar implements Blob {
    private static final int BUFFER_BYTES = 256 << 10;
    /** A scanner reads a header after padding that it has looked at. */
    private static final int KEPT_BYTES = 2 * TarHeader.BLOCK;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long start;
    private int filled;
    private boolean ended;

    StreamedTar(InputStream in) {
        this.in = in;
    }

    @Override
    public long size() {
        return ended ? start + filled : Long.MAX_VALUE;
    }

    /** Whether nothing is there from an offset on; goes there to see. */
    boolean endsAt(long offset) throws IOException {
        advance(offset);
        return ended && offset >= start + filled;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        int total = 0;
        while (target.hasRemaining() && !endsAt(position + total)) {
            int from = (int) (position + total - start);
            int count = Math.min(target.remaining(), filled - from);
            target.put(buffer, from, count);
            total += count;
        }
        return total == 0 && target.hasRemaining() ? -1 : total;
    }

    /** Reads on until the byte at an offset is in the buffer, or there is none. */
    private void advance(long offset) throws IOException {
        if (offset < start) {
            throw new IllegalStateException("a tar in a stream is read forwards: offset " + offset + " has passed");
        }
        while (!ended && offset >= start + filled) {
            if (filled == buffer.length) {
                System.arraycopy(buffer, filled - KEPT_BYTES, buffer, 0, KEPT_BYTES);
                start += filled - KEPT_BYTES;
                filled = KEPT_BYTES;
            }
            int count = in.read(buffer, filled, buffer.length - filled);
            ended = count < 0;
            filled += Math.max(0, count);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
