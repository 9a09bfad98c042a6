package dev.drayage.archive;

import dev.drayage.compress.ZstdWindow;

/**
 * How much of a stream is put aside before it counts as hostile.
 *
 * @param maxBytes bytes in all, unpacked, 1 or more
 * @param maxRatio how many times its packed size it may unpack to, 1 or more; the first GiB is free
 * @param maxZstdWindow the largest window of zstd data, in bytes, 1 KiB to 2 GiB: so much memory is taken
 */
public record SpoolLimits(long maxBytes, int maxRatio, long maxZstdWindow) {
    static final long FREE_BYTES = 1L << 30;

    /** Checks the ranges. */
    public SpoolLimits {
        if (maxBytes < 1 || maxRatio < 1) {
            throw new IllegalArgumentException("limits must be 1 or more: bytes " + maxBytes + ", ratio " + maxRatio);
        }
        ZstdWindow.requireLimit(maxZstdWindow);
    }

    /** 1 TiB, a ratio of 200, and windows of 128 MiB. */
    public static SpoolLimits defaults() {
        return new SpoolLimits(1L << 40, 200, ZstdWindow.DEFAULT_BYTES);
    }

    /** These limits with another one for zstd windows. */
    public SpoolLimits withMaxZstdWindow(long other) {
        return new SpoolLimits(maxBytes, maxRatio, other);
    }
}
