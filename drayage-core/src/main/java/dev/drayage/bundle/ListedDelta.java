package dev.drayage.bundle;

import dev.drayage.oci.Descriptor;

/**
 * A delta in a bundle, which leads to layers that the bundle does not have as they are.
 *
 * @param artifact the artifact, in the bundle like all that it refers to
 * @param base which of the bases has what it begins with, by its number
 */
record ListedDelta(Descriptor artifact, int base) {}
