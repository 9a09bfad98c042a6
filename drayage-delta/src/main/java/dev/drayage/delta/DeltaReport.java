package dev.drayage.delta;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.platform.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a delta leads to, what it needs, and what it holds.
 *
 * @param images the images that it leads to, indexes or manifests, with the names that they had
 * @param manifests what leads to each image manifest
 * @param bytes bytes of all that the delta holds, its own documents included
 * @param temporaryBytes how much is put aside on disk at most while it is applied: the files of the old image that are
 *     referred to, and the layers that are made again
 */
public record DeltaReport(List<Descriptor> images, List<ManifestDelta> manifests, long bytes, long temporaryBytes) {
    /** Copies the lists. */
    public DeltaReport {
        images = List.copyOf(images);
        manifests = List.copyOf(manifests);
    }

    /**
     * What leads to an image manifest.
     *
     * @param target the manifest
     * @param platform what it is made for; null if that is not said
     * @param source the manifest of the image that it begins with; null if it needs none
     * @param layers of each layer, the lowest first
     */
    public record ManifestDelta(
            Digest target,
            @Nullable Platform platform,
            @Nullable Digest source,
            List<LayerDelta> layers) {
        /** Copies the list. */
        public ManifestDelta {
            layers = List.copyOf(layers);
        }
    }

    /**
     * What leads to a layer.
     *
     * @param layer the layer
     * @param method how
     * @param bytes what the delta has of it
     * @param packing how it is packed again, in words; null if it is not
     * @param reason why it is there as it is, in words; null if it is not, or that is not known any more
     */
    public record LayerDelta(
            Descriptor layer,
            LayerMethod method,
            long bytes,
            @Nullable String packing,
            @Nullable String reason) {}
}
