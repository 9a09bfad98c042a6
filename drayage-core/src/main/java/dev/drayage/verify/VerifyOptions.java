package dev.drayage.verify;

import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.document.Limits;
import java.util.function.LongConsumer;

/**
 * How verification is done. Immutable.
 *
 * @param parallelism blobs read at once, 1 or more
 * @param limits how large documents and graphs may be
 * @param maxRatio how many times its size a layer may unpack to, 1 or more; gzip cannot exceed 1032. The first 64 MiB
 *     of a layer are free
 * @param maxZstdWindow the largest window of zstd layers, in bytes, 1 KiB to 2 GiB: each layer read at once takes so much
 * @param progress told of every stretch of stored bytes read; called from several threads at once
 */
public record VerifyOptions(int parallelism, Limits limits, int maxRatio, long maxZstdWindow, LongConsumer progress) {
    static final long FREE_BYTES = 64L << 20;

    /** Checks the ranges. */
    public VerifyOptions {
        if (parallelism < 1 || maxRatio < 1) {
            throw new IllegalArgumentException(
                    "parallelism and ratio must be 1 or more: " + parallelism + ", " + maxRatio);
        }
    }

    /** As many threads as there are processors, the usual limits, a ratio of 1100; nobody is told of progress. */
    public static VerifyOptions defaults() {
        return new VerifyOptions(
                Runtime.getRuntime().availableProcessors(),
                Limits.defaults(),
                1100,
                ZstdWindow.DEFAULT_BYTES,
                bytes -> {});
    }

    /** These options with another number of threads. */
    public VerifyOptions withParallelism(int other) {
        return new VerifyOptions(other, limits, maxRatio, maxZstdWindow, progress);
    }

    /** These options with another limit for unpacking. */
    public VerifyOptions withMaxRatio(int other) {
        return new VerifyOptions(parallelism, limits, other, maxZstdWindow, progress);
    }

    /** These options with another limit for zstd windows. */
    public VerifyOptions withMaxZstdWindow(long other) {
        return new VerifyOptions(parallelism, limits, maxRatio, other, progress);
    }

    /** These options with somebody to tell of progress. */
    public VerifyOptions withProgress(LongConsumer other) {
        return new VerifyOptions(parallelism, limits, maxRatio, maxZstdWindow, other);
    }
}
