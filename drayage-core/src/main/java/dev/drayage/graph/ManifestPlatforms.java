package dev.drayage.graph;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.util.Optional;

/**
 * Tells which platform a manifest is for: the one that its descriptor gives, else the one that its config gives. An
 * artifact, what is about another manifest, and an image whose config names no processor are for none in particular.
 */
record ManifestPlatforms(Documents documents) {

    /**
     * The platform of a manifest.
     *
     * @throws dev.drayage.content.ContentNotFoundException if the descriptor gives none and the manifest or its config is
     *     not there
     */
    Optional<Platform> of(Descriptor descriptor) throws IOException {
        if (descriptor.platform() != null) {
            return Optional.of(descriptor.platform());
        }
        Manifest manifest = documents.manifest(descriptor);
        if (manifest.subject() != null || !MediaTypes.isConfig(manifest.config().mediaType())) {
            return Optional.empty();
        }
        return Optional.of(documents.config(manifest.config()).platform())
                .filter(platform -> !platform.architecture().isEmpty());
    }
}
