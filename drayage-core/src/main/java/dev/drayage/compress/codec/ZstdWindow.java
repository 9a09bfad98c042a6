package dev.drayage.compress.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How far back data in zstd may refer, which is what unpacking it takes in memory. */
public final class ZstdWindow {
    /** What zstd itself unpacks without being told to, and all that {@code --long} makes without a number. */
    public static final long DEFAULT_BYTES = 128L << 20;

    /** What {@code zstd --long=31} makes, and the most that is read: 2 GiB. */
    public static final long LARGEST_BYTES = 2L << 30;

    private static final long SMALLEST_BYTES = 1 << 10;

    private ZstdWindow() {}

    /**
     * Checks a limit.
     *
     * @throws IllegalArgumentException unless it is from 1 KiB to 2 GiB
     */
    public static long requireLimit(long bytes) {
        if (bytes < SMALLEST_BYTES || bytes > LARGEST_BYTES) {
            throw new IllegalArgumentException("the limit for zstd windows must be from 1 KiB to 2 GiB: " + bytes);
        }
        return bytes;
    }

    /** Unpacks what needs no larger window; a limit between two powers of two is the higher one. */
    public static InputStream unpack(InputStream packed, long limit) throws IOException {
        int log = Long.SIZE - Long.numberOfLeadingZeros(requireLimit(limit) - 1);
        return new Limited(new ZstdInputStream(packed).setLongMax(log), 1L << log);
    }

    private static final class Limited extends FilterInputStream {
        private final long limit;

        Limited(InputStream unpacked, long limit) {
            super(unpacked);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (ZstdIOException e) {
                throw explained(e);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return in.read(target, offset, length);
            } catch (ZstdIOException e) {
                throw explained(e);
            }
        }

        private IOException explained(ZstdIOException e) {
            return e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge() ? new ZstdWindowException(limit, e) : e;
        }
    }
}
