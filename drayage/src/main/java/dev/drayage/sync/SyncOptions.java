package dev.drayage.sync;

import dev.drayage.platform.Platform;
import dev.drayage.transfer.TransferOptions;
import org.jspecify.annotations.Nullable;

/**
 * How images are brought to a place.
 *
 * @param platform the one platform to take of each; null for all that there are
 * @param referrers whether what refers to the images goes along
 * @param concurrency images to send at once, 1 or more
 * @param progress hears how far it has come
 */
public record SyncOptions(
        @Nullable Platform platform, boolean referrers, int concurrency, TransferOptions.Progress progress) {
    /** Checks the range. */
    public SyncOptions {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be 1 or more, not " + concurrency);
        }
    }
}
