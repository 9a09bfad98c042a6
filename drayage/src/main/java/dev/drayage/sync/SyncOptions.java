package dev.drayage.sync;

import dev.drayage.platform.Platform;
import dev.drayage.transfer.TransferOptions;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How images are brought to a place.
 *
 * @param platform the one platform to take of each; null for all that there are
 * @param referrers whether what refers to the images goes along
 * @param concurrency images to send at once, 1 or more
 * @param moving changes how images are moved, beginning with what suits the place that they go to
 */
public record SyncOptions(
        @Nullable Platform platform, boolean referrers, int concurrency, UnaryOperator<TransferOptions> moving) {
    /** Checks the range. */
    public SyncOptions {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be 1 or more, not " + concurrency);
        }
    }
}
