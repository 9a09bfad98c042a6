package dev.drayage.server.page;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What lists say of an image.
 *
 * @param descriptor its manifest or index
 * @param parts the manifests of it; of a manifest, itself
 * @param problem why it cannot be read, or parts of it; null if all was
 */
record ImageFacts(
        Descriptor descriptor, List<Part> parts, @Nullable String problem) {

    /**
     * A manifest of an image.
     *
     * @param descriptor as it is listed
     * @param facts empty if it was not read: it is not there, damaged, or one too many for a page
     */
    record Part(Descriptor descriptor, Optional<ManifestFacts> facts) {
        Optional<Platform> platform() {
            return Optional.ofNullable(descriptor.platform())
                    .or(() -> facts.map(ManifestFacts::platform))
                    .filter(platform -> !platform.isUnknown());
        }

        /** Bytes of it and all below it. */
        Optional<Long> size() {
            return facts.map(read -> descriptor.size()
                    + read.blobs().values().stream().mapToLong(Long::longValue).sum());
        }
    }

    /** What it runs on, in the order listed. */
    Set<Platform> platforms() {
        Set<Platform> platforms = new LinkedHashSet<>();
        parts.forEach(part -> part.platform().ifPresent(platforms::add));
        return platforms;
    }

    /** Bytes of all distinct blobs; empty if not all manifests were read. */
    Optional<Long> size() {
        if (problem != null || parts.stream().anyMatch(part -> part.facts().isEmpty())) {
            return Optional.empty();
        }
        Map<Digest, Long> blobs = new HashMap<>();
        for (Part part : parts) {
            blobs.put(part.descriptor().digest(), part.descriptor().size());
            part.facts().ifPresent(read -> blobs.putAll(read.blobs()));
        }
        long size = blobs.values().stream().mapToLong(Long::longValue).sum();
        return Optional.of(MediaTypes.isIndex(descriptor.mediaType()) ? size + descriptor.size() : size);
    }

    /** When the first of it that says so was made. */
    Optional<String> created() {
        return parts.stream()
                .map(part -> part.facts().map(ManifestFacts::created))
                .flatMap(Optional::stream)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** What it is if it is no image. */
    Optional<String> artifactType() {
        return parts.size() == 1 ? parts.get(0).facts().map(ManifestFacts::artifactType) : Optional.empty();
    }

    /** The manifests that have a layer. */
    List<Part> having(Digest layer) {
        List<Part> having = new ArrayList<>();
        for (Part part : parts) {
            if (part.facts().filter(read -> read.layers().contains(layer)).isPresent()) {
                having.add(part);
            }
        }
        return having;
    }
}
