package dev.drayage.graph;

import dev.drayage.oci.Descriptor;
import java.util.Base64;

/** Descriptors that carry their content. */
public final class Embedding {
    private Embedding() {}

    /** The descriptor with these bytes as its {@code data}, be they right or wrong. */
    public static Descriptor in(Descriptor descriptor, byte[] data) {
        return new Descriptor(
                descriptor.mediaType(),
                descriptor.digest(),
                descriptor.size(),
                descriptor.urls(),
                descriptor.annotations(),
                Base64.getEncoder().encodeToString(data),
                descriptor.platform(),
                descriptor.artifactType());
    }
}
