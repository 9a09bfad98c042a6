package dev.drayage.verify;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.List;

/**
 * What is claimed of a blob.
 *
 * @param descriptor its size and digest
 * @param diffIds what configs say it unpacks to
 */
record BlobClaim(Descriptor descriptor, List<DiffIdClaim> diffIds) {

    /**
     * One config's claim.
     *
     * @param diffId the digest of the unpacked layer
     * @param config the config that says so
     */
    record DiffIdClaim(Digest diffId, Digest config) {}
}
