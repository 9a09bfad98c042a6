package dev.drayage.bundle;

import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes deltas that lead from bases to layers, for a bundle that holds them in the place of those. For one thread. */
public interface LayerDeltas {
    /**
     * A delta.
     *
     * @param artifact what leads to the layers
     * @param base the digest of the list of the base that it begins with
     * @param held all that the artifact refers to, each once
     * @param made the layers that it leads to, which the bundle then need not have
     */
    record Lead(Descriptor artifact, Digest base, List<Descriptor> held, Set<Digest> made) {
        /** Copies the collections. */
        public Lead {
            held = List.copyOf(held);
            made = Set.copyOf(made);
        }
    }

    /**
     * Makes what leads to layers of a manifest, if it is smaller than they are.
     *
     * @param image the image that was asked for, with its name
     * @param manifest that image, or one of an index
     * @param layers those of its layers that are wanted
     * @return empty if nothing leads to them, or it would be no smaller
     */
    Optional<Lead> lead(Descriptor image, Descriptor manifest, Set<Digest> layers) throws IOException;

    /** What the deltas consist of. */
    ReadableContent content();
}
