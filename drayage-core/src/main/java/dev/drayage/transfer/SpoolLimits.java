package dev.drayage.transfer;

/**
 * How much of a stream is put aside before it counts as hostile.
 *
 * @param maxBytes bytes in all, unpacked, 1 or more
 * @param maxRatio how many times its packed size it may unpack to, 1 or more; the first GiB is free
 */
public record SpoolLimits(long maxBytes, int maxRatio) {
    static final long FREE_BYTES = 1L << 30;

    /** Checks the ranges. */
    public SpoolLimits {
        if (maxBytes < 1 || maxRatio < 1) {
            throw new IllegalArgumentException("limits must be 1 or more: bytes " + maxBytes + ", ratio " + maxRatio);
        }
    }

    /** 1 TiB, and a ratio of 200. */
    public static SpoolLimits defaults() {
        return new SpoolLimits(1L << 40, 200);
    }
}
