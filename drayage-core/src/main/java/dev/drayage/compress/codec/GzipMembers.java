package dev.drayage.compress.codec;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks gzip members, one after another. The runtime's stream takes whatever follows a member and is no member for the
 * end, and a failure to read there too; Go's reader, with which containerd and Docker unpack layers, fails on a single
 * byte of it.
 */
public final class GzipMembers extends GZIPInputStream {
    private static final int BUFFER_BYTES = 64 << 10;
    /** The checksum and size behind the deflated data of a member. */
    private static final int TRAILER_BYTES = 8;

    private final Counted packed;
    /** How many bytes had been read when the inflater was last given some. */
    private long filled;

    private GzipMembers(Counted packed) throws IOException {
        super(packed, BUFFER_BYTES);
        this.packed = packed;
    }

    public static InputStream of(InputStream packed) throws IOException {
        return new GzipMembers(new Counted(packed));
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        filled = packed.count;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count < 0) {
            requireEnd();
        }
        return count;
    }

    private void requireEnd() throws IOException {
        if (packed.failure != null) {
            throw packed.failure;
        }
        long end = filled - inf.getRemaining() + TRAILER_BYTES;
        if (packed.count > end || packed.read() >= 0) {
            throw new TrailingBytesException(end);
        }
    }

    private static final class Counted extends FilterInputStream {
        private long count;
        private @Nullable IOException failure;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                int read = in.read();
                count += read < 0 ? 0 : 1;
                return read;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = in.read(target, offset, length);
                count += Math.max(0, read);
                return read;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
