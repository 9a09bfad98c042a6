package dev.drayage.docker;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A layer of a Docker archive.
 *
 * @param descriptor what it is, as it is given out
 * @param opener how it is read
 * @param diffId what it was seen to unpack to; null if it is not packed, or nobody looked
 */
record DockerLayer(
        Descriptor descriptor,
        DockerArchive.Opener opener,
        @Nullable Digest diffId) {}
