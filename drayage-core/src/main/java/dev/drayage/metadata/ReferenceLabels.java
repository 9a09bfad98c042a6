package dev.drayage.metadata;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.labels.GcLabels;
import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The labels by which documents keep what they refer to. */
final class ReferenceLabels {
    private ReferenceLabels() {}

    /** Those of all documents that are there, from these down. */
    static Map<Digest, SortedMap<String, String>> below(ReadableContent content, List<Descriptor> roots)
            throws IOException {
        Map<Digest, SortedMap<String, String>> labels = new HashMap<>();
        Documents documents = new Documents(content);
        Graph.walk(descriptor -> refer(documents, descriptor, labels), Limits.defaults(), roots);
        return labels;
    }

    private static List<Descriptor> refer(
            Documents documents, Descriptor descriptor, Map<Digest, SortedMap<String, String>> labels)
            throws IOException {
        try {
            if (MediaTypes.isIndex(descriptor.mediaType())) {
                Index index = documents.index(descriptor);
                labels.put(descriptor.digest(), GcLabels.of(index));
                return index.manifests();
            }
            if (MediaTypes.isArtifactManifest(descriptor.mediaType())) {
                ArtifactManifest artifact = documents.artifact(descriptor);
                labels.put(descriptor.digest(), GcLabels.of(artifact));
                return artifact.blobs();
            }
            if (MediaTypes.isManifest(descriptor.mediaType())) {
                Manifest manifest = documents.manifest(descriptor);
                labels.put(descriptor.digest(), GcLabels.of(manifest));
                return manifest.children();
            }
        } catch (ContentNotFoundException e) {
            // A platform that was left out.
        }
        return List.of();
    }
}
