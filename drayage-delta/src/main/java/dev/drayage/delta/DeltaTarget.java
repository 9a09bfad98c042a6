package dev.drayage.delta;

import dev.drayage.content.ContentException;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An image that a delta leads to.
 *
 * @param image its manifest or index, with the names that it had
 * @param parts what leads to each image manifest of it
 * @param whole what comes along as it is
 * @param artifacts the documents of the delta itself
 */
record DeltaTarget(Descriptor image, List<DeltaPart> parts, List<Descriptor> whole, List<Descriptor> artifacts) {
    private static final List<String> NAMES = List.of(ImageAnnotations.IMAGE_NAME, ImageAnnotations.REF_NAME);

    DeltaTarget {
        parts = List.copyOf(parts);
        whole = List.copyOf(whole);
        artifacts = List.copyOf(artifacts);
    }

    /** The names of an image, which a delta keeps in the annotations of its artifact. */
    static Map<String, String> names(Descriptor image) {
        SortedMap<String, String> names = new TreeMap<>();
        for (String key : NAMES) {
            image.annotation(key).ifPresent(name -> names.put(key, name));
        }
        return names;
    }

    /** What an artifact leads to; empty if it is no delta. */
    static Optional<DeltaTarget> read(Documents documents, Descriptor artifact) throws IOException {
        if (MediaTypes.isIndex(artifact.mediaType())) {
            Index index = documents.index(artifact);
            return DeltaFormat.ARTIFACT_TYPE.equals(index.artifactType())
                    ? Optional.of(ofIndex(documents, artifact, index))
                    : Optional.empty();
        }
        if (!MediaTypes.isManifest(artifact.mediaType())) {
            return Optional.empty();
        }
        Manifest manifest = documents.manifest(artifact);
        List<Descriptor> artifacts = List.of(artifact, manifest.config());
        if (DeltaFormat.CONTENT_TYPE.equals(manifest.artifactType())) {
            Descriptor subject = required(artifact, manifest.subject());
            return Optional.of(
                    new DeltaTarget(named(subject, manifest.annotations()), List.of(), whole(manifest), artifacts));
        }
        if (!DeltaFormat.ARTIFACT_TYPE.equals(manifest.artifactType())) {
            return Optional.empty();
        }
        DeltaPart part = DeltaPart.read(documents, artifact);
        return Optional.of(new DeltaTarget(
                named(part.manifestDescriptor(), manifest.annotations()), List.of(part), List.of(), artifacts));
    }

    private static DeltaTarget ofIndex(Documents documents, Descriptor artifact, Index index) throws IOException {
        Descriptor subject = required(artifact, index.subject());
        List<DeltaPart> parts = new ArrayList<>();
        List<Descriptor> whole = new ArrayList<>();
        Map<Digest, Descriptor> artifacts = new LinkedHashMap<>();
        artifacts.put(artifact.digest(), artifact);
        for (Descriptor child : index.manifests()) {
            Manifest manifest = documents.manifest(child);
            artifacts.put(child.digest(), child);
            artifacts.put(manifest.config().digest(), manifest.config());
            if (DeltaFormat.CONTENT_TYPE.equals(manifest.artifactType())) {
                whole.addAll(whole(manifest));
            } else if (DeltaFormat.ARTIFACT_TYPE.equals(manifest.artifactType())) {
                parts.add(DeltaPart.read(documents, child));
            } else {
                throw DeltaPart.damaged(artifact, "it lists " + child.digest() + ", which is no delta", null);
            }
        }
        return new DeltaTarget(named(subject, index.annotations()), parts, whole, List.copyOf(artifacts.values()));
    }

    private static List<Descriptor> whole(Manifest manifest) {
        return manifest.layers().stream()
                .filter(layer -> layer.annotation(DeltaFormat.CONTENT)
                        .filter(DeltaFormat.WHOLE::equals)
                        .isPresent())
                .map(DeltaTarget::plain)
                .toList();
    }

    private static Descriptor plain(Descriptor layer) {
        return Descriptor.of(layer.mediaType(), layer.digest(), layer.size());
    }

    private static Descriptor required(Descriptor artifact, @Nullable Descriptor subject) throws ContentException {
        if (subject == null) {
            throw DeltaPart.damaged(artifact, "it does not say which image it leads to", null);
        }
        return subject;
    }

    private static Descriptor named(Descriptor image, Map<String, String> annotations) {
        Descriptor named = plain(image);
        for (String key : NAMES) {
            String name = annotations.get(key);
            if (name != null) {
                named = named.withAnnotation(key, name);
            }
        }
        return named;
    }
}
