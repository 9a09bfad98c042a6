/**
 * OCI image layouts: the {@code oci-layout} marker, {@code index.json} and the blobs beside them, whether they are a
 * directory or the entries of an archive.
 */
@NullMarked
package dev.drayage.layout;

import org.jspecify.annotations.NullMarked;
