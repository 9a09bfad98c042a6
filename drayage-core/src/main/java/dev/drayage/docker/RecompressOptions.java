package dev.drayage.docker;

import dev.drayage.compress.Compression;
import java.nio.file.Path;

/**
 * How layers are to be packed that are not packed so in their archive.
 *
 * @param compression none, gzip or zstd
 * @param directory where packed layers are put aside
 * @param maxRatio how many times its size a layer may unpack to, 1 or more; the first GiB is free
 * @param maxZstdWindow the largest window of zstd data, in bytes, 1 KiB to 2 GiB
 */
public record RecompressOptions(Compression compression, Path directory, int maxRatio, long maxZstdWindow) {
    static final long FREE_BYTES = 1L << 30;

    /** Checks the values. */
    public RecompressOptions {
        if (!compression.isReadable() || maxRatio < 1) {
            throw new IllegalArgumentException("layers can be packed as none, gzip or zstd, with a ratio of 1 or more: "
                    + compression + ", " + maxRatio);
        }
    }
}
