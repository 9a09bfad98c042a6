package dev.drayage.storage;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or index, as its own bytes describe it.
 *
 * @param descriptor its media type, digest and size
 * @param children what it refers to
 * @param subject what it is about; null if that is nothing
 * @param referrer itself as a list of referrers has it; null if it is about nothing
 */
record StoredManifest(
        Descriptor descriptor,
        List<Descriptor> children,
        @Nullable Digest subject,
        @Nullable Descriptor referrer) {
    StoredManifest {
        children = List.copyOf(children);
    }
}
