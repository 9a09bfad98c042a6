package dev.drayage.diff;

import dev.drayage.diff.FileState.Aspect;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is not the same in two images or layers.
 *
 * @param path its name from the top, without a leading slash; empty for the top itself
 * @param before what it is in the first; null if it is not there
 * @param after what it is in the second; null if it is not there
 * @param aspects in what they differ; empty unless it is in both
 */
public record FileDifference(
        String path, @Nullable FileState before, @Nullable FileState after, Set<Aspect> aspects) {
    /** Copies the set. */
    public FileDifference {
        aspects = Set.copyOf(aspects);
    }
}
