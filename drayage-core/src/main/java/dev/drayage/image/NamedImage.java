package dev.drayage.image;

import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import org.jspecify.annotations.Nullable;

/**
 * An image, and what it is called where it goes to.
 *
 * @param descriptor its manifest or index
 * @param name a full name such as {@code docker.io/library/alpine:3.20}, or a bare tag; null if it goes by its digest
 */
public record NamedImage(Descriptor descriptor, @Nullable String name) {

    /**
     * An image under the name that its annotations give it: {@code io.containerd.image.name} as it stands, else
     * {@code org.opencontainers.image.ref.name} if that is a full reference. A bare tag is no name.
     */
    public static NamedImage of(Descriptor descriptor) {
        return new NamedImage(descriptor, ImageNames.fullName(descriptor).orElse(null));
    }

    /**
     * An image under a name of the caller's choice, in normal form: {@code alpine} is docker.io/library/alpine:latest.
     *
     * @throws IllegalArgumentException if the name is not a reference
     */
    public static NamedImage named(Descriptor descriptor, String name) {
        return new NamedImage(descriptor, Reference.parse(name).withDefaultTag().toString());
    }

    /** What messages call it: its name, else its digest. */
    public String label() {
        return name != null ? name : descriptor.digest().toString();
    }
}
