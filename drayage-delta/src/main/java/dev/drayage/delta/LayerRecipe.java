package dev.drayage.delta;

import dev.drayage.delta.packing.Packing;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * How a layer is packed again.
 *
 * @param digest the layer
 * @param size bytes that it has
 * @param diffId what it unpacks to
 * @param unpackedSize bytes of that
 * @param packing how it was packed
 * @param correction the correction that this takes; null if it takes none
 */
record LayerRecipe(
        Digest digest,
        long size,
        Digest diffId,
        long unpackedSize,
        Packing packing,
        @Nullable Descriptor correction) {}
