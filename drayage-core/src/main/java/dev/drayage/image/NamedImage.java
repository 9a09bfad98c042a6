package dev.drayage.image;

import dev.drayage.oci.Descriptor;
import org.jspecify.annotations.Nullable;

/**
 * An image on its way.
 *
 * @param descriptor its manifest or index
 * @param name what the destination is to call it; null to list it by its digest
 */
public record NamedImage(Descriptor descriptor, @Nullable String name) {

    /** What messages call it. */
    public String label() {
        return name != null ? name : "@" + descriptor.digest();
    }
}
