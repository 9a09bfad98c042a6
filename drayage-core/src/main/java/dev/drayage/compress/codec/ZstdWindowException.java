package dev.drayage.compress.codec;

import java.io.IOException;

/** Data in zstd wants more memory for its window than it is given. It may be sound: nobody looked. */
public final class ZstdWindowException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final long MIB = 1 << 20;

    ZstdWindowException(long limit, IOException cause) {
        super(
                "it needs a zstd window of more than " + limit / MIB + " MiB, the limit"
                        + (limit < ZstdWindow.LARGEST_BYTES
                                ? "; option maxZstdWindow 2GiB allows the largest there is"
                                : ""),
                cause);
    }
}
