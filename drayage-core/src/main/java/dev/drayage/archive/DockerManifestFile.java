package dev.drayage.archive;

import dev.drayage.graph.Documents;
import dev.drayage.image.NamedImage;
import dev.drayage.json.Quotes;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Docker's {@code manifest.json}: one manifest for each image, with the tags it goes by, in the order the images were
 * given.
 */
final class DockerManifestFile {
    private final Map<Digest, Descriptor> manifests = new LinkedHashMap<>();
    private final Map<Digest, Set<String>> tags = new LinkedHashMap<>();
    private final List<String> warnings;
    private final Function<Descriptor, String> paths;

    /** Names that Docker could not take are told to {@code warnings}; {@code paths} says where a blob lies. */
    DockerManifestFile(List<String> warnings, Function<Descriptor, String> paths) {
        this.warnings = warnings;
        this.paths = paths;
    }

    /** Adds the image of a manifest, and the tag that a name has; null is no name. */
    void add(Descriptor manifest, @Nullable String name) {
        manifests.putIfAbsent(manifest.digest(), manifest);
        Set<String> names = tags.computeIfAbsent(manifest.digest(), digest -> new LinkedHashSet<>());
        if (name == null) {
            return;
        }
        try {
            Reference reference = Reference.parse(name).withDefaultTag().withoutDigest();
            if (reference.isNameOnly()) {
                warnings.add("manifest.json leaves out the name " + Quotes.quote(name)
                        + ", which has a digest and no tag: Docker loads names with tags only");
            } else {
                names.add(reference.familiar());
            }
        } catch (IllegalArgumentException e) {
            warnings.add("manifest.json leaves out the name " + Quotes.quote(name)
                    + ", which is no reference that Docker takes: " + e.getMessage());
        }
    }

    /** The manifests by each of their tags. */
    List<NamedImage> named() {
        List<NamedImage> named = new ArrayList<>();
        tags.forEach((digest, names) ->
                names.forEach(name -> named.add(new NamedImage(Objects.requireNonNull(manifests.get(digest)), name))));
        return named;
    }

    /** Whether it lists no image. */
    boolean isEmpty() {
        return manifests.isEmpty();
    }

    /** The file, with what the manifests say of configs and layers. */
    byte[] encode(Documents documents) throws IOException {
        List<DockerManifestEntry> images = new ArrayList<>();
        for (Descriptor descriptor : manifests.values()) {
            Manifest manifest = documents.manifest(descriptor);
            images.add(new DockerManifestEntry(
                    paths.apply(manifest.config()),
                    List.copyOf(tags.getOrDefault(descriptor.digest(), Set.of())),
                    manifest.layers().stream().map(paths).toList()));
        }
        return DockerManifestEntry.encode(images);
    }
}
