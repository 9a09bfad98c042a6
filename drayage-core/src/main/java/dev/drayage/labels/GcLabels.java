package dev.drayage.labels;

import dev.drayage.oci.ArtifactManifest;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels that tell a garbage collector what content refers to, as containerd writes them. Whoever stores a manifest
 * or an index gives it these, or its children go when nothing else holds them.
 */
public final class GcLabels {
    /** On content that is to stay though nothing refers to it; the value means nothing. */
    public static final String ROOT = "containerd.io/gc.root";

    /** Refers to content, whose digest is the value; the key may go on with a dot and any text. */
    public static final String REFERENCE = "containerd.io/gc.ref.content";

    private GcLabels() {}

    /** Refer to config and layers: {@code containerd.io/gc.ref.content.config} and {@code ….l.<n>}. */
    public static SortedMap<String, String> of(Manifest manifest) {
        SortedMap<String, String> labels = numbered(".l.", manifest.layers());
        labels.put(REFERENCE + ".config", manifest.config().digest().toString());
        return labels;
    }

    /** Refer to the blobs of an artifact: {@code containerd.io/gc.ref.content.l.<n>}. */
    public static SortedMap<String, String> of(ArtifactManifest artifact) {
        return numbered(".l.", artifact.blobs());
    }

    /** Refer to what an index lists: {@code containerd.io/gc.ref.content.m.<n>}. */
    public static SortedMap<String, String> of(Index index) {
        return numbered(".m.", index.manifests());
    }

    private static SortedMap<String, String> numbered(String infix, List<Descriptor> children) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (int i = 0; i < children.size(); i++) {
            labels.put(REFERENCE + infix + i, children.get(i).digest().toString());
        }
        return labels;
    }
}
