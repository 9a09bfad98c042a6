/**
 * Deltas: what leads from one image to another, with every digest as it was. A delta is an OCI artifact as
 * {@code containers/oci-delta} has it, with one more layer that says how layers were packed.
 */
@NullMarked
package dev.drayage.delta;

import org.jspecify.annotations.NullMarked;
