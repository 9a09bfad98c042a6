package dev.drayage.bundle;

import dev.drayage.oci.Digest;

/**
 * A blob that a bundle needs.
 *
 * @param mediaType what refers to it calls it
 * @param digest what it is
 * @param size its size in bytes, 0 or more
 * @param base which of the bases has it, by its number; {@link #HERE} if the bundle itself does
 */
public record ListedBlob(String mediaType, Digest digest, long size, int base) {
    /** Says that a blob is in the bundle. */
    public static final int HERE = -1;

    /** Whether the bundle itself has it. */
    public boolean isHere() {
        return base == HERE;
    }
}
