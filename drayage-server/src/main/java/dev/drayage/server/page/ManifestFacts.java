package dev.drayage.server.page;

import dev.drayage.graph.Documents;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What lists say of a manifest; small enough to be kept.
 *
 * @param platform what it runs on, as its config says; null for what runs nowhere
 * @param created when it was made, as its config says; null if that is not said
 * @param artifactType what it is if it is no image; null for an image
 * @param blobs sizes of the distinct blobs below it, config included
 * @param layers its layers, the lowest first
 * @param read bytes of documents that were read for this
 */
record ManifestFacts(
        @Nullable Platform platform,
        @Nullable String created,
        @Nullable String artifactType,
        Map<Digest, Long> blobs,
        List<Digest> layers,
        long read) {

    static ManifestFacts read(Documents documents, Descriptor descriptor) throws IOException {
        if (MediaTypes.isArtifactManifest(descriptor.mediaType())) {
            ArtifactManifest artifact = documents.artifact(descriptor);
            return of(null, null, artifact.artifactType(), artifact.blobs(), artifact.blobs(), descriptor.size());
        }
        Manifest manifest = documents.manifest(descriptor);
        if (!MediaTypes.isConfig(manifest.config().mediaType())) {
            String type = manifest.artifactType() == null ? manifest.config().mediaType() : manifest.artifactType();
            return of(null, null, type, manifest.children(), manifest.layers(), descriptor.size());
        }
        ImageConfig config = documents.config(manifest.config());
        return of(
                config.platform(),
                config.created(),
                manifest.artifactType(),
                manifest.children(),
                manifest.layers(),
                descriptor.size() + manifest.config().size());
    }

    private static ManifestFacts of(
            @Nullable Platform platform,
            @Nullable String created,
            @Nullable String artifactType,
            List<Descriptor> blobs,
            List<Descriptor> layers,
            long read) {
        Map<Digest, Long> sizes = new LinkedHashMap<>();
        blobs.forEach(blob -> sizes.put(blob.digest(), blob.size()));
        List<Digest> digests = new ArrayList<>();
        layers.forEach(layer -> digests.add(layer.digest()));
        return new ManifestFacts(platform, created, artifactType, sizes, digests, read);
    }
}
