package dev.drayage.bundle;

import dev.drayage.oci.Digest;

/**
 * A blob that a bundle needs.
 *
 * @param mediaType what refers to it calls it
 * @param digest what it is
 * @param size its size in bytes, 0 or more
 * @param base which of the bases has it, by its number; {@link #HERE} if the bundle itself does
 * @param delta by which of the deltas the bundle itself has it, by its number; {@link #AS_IT_IS} if it is not by one
 */
public record ListedBlob(String mediaType, Digest digest, long size, int base, int delta) {
    /** Says that a blob is in the bundle. */
    public static final int HERE = -1;

    /** Says that a blob is not made of a delta. */
    public static final int AS_IT_IS = -1;

    /** A blob as it is. */
    ListedBlob(String mediaType, Digest digest, long size, int base) {
        this(mediaType, digest, size, base, AS_IT_IS);
    }

    /** Whether the bundle itself has it, as it is or by a delta. */
    public boolean isHere() {
        return base == HERE;
    }

    /** Whether the bundle has a delta that leads to it. */
    public boolean isMade() {
        return delta != AS_IT_IS;
    }
}
