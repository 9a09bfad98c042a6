package dev.drayage.diff;

import dev.drayage.oci.Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is not the same in two images.
 *
 * @param kind how they differ
 * @param number which layer of the first it is, from 1; of the second where the first has none
 * @param before the layer of the first; null if it has none
 * @param after the layer of the second; null if it has none
 */
public record LayerDifference(
        Kind kind,
        int number,
        @Nullable Descriptor before,
        @Nullable Descriptor after) {
    /** How layers differ. */
    public enum Kind {
        /** Only the second has it. */
        ADDED,
        /** Only the first has it. */
        REMOVED,
        /** They unpack to the same bytes. */
        PACKED_DIFFERENTLY,
        /** They hold the same files, as far as those are compared, in another tar. */
        SAME_FILES,
        /** They hold different files. */
        CHANGED,
        /** They are different; what is in them was not read. */
        DIFFERENT
    }
}
