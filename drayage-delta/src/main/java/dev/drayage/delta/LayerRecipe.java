package dev.drayage.delta;

import dev.drayage.delta.packing.Packing;
import dev.drayage.oci.Digest;

/**
 * How a layer is packed again.
 *
 * @param digest the layer
 * @param size bytes that it has
 * @param diffId what it unpacks to
 * @param unpackedSize bytes of that
 * @param packing how it was packed
 */
record LayerRecipe(Digest digest, long size, Digest diffId, long unpackedSize, Packing packing) {}
