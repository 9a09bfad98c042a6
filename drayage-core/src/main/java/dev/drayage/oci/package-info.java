/**
 * Values of the OCI image specification and of Docker's schema 2: digests, descriptors, manifests, indexes, configs and
 * references. Documents keep the bytes they were read from, and are never written again, because a document's digest is
 * its identity.
 */
@NullMarked
package dev.drayage.oci;

import org.jspecify.annotations.NullMarked;
