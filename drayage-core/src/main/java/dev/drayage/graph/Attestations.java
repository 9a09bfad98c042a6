package dev.drayage.graph;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What BuildKit attests of the manifests of an index: manifests that the index lists beside them, for no platform, with
 * the digest that each is about as an annotation. Who takes one platform leaves them behind with the index.
 */
public final class Attestations {
    private static final String REFERENCE = "vnd.docker.reference.digest";

    private Attestations() {}

    /** Those of an index, and of indexes within it, that are about one of the manifests; annotated as referrers are. */
    public static List<Descriptor> of(Documents documents, Descriptor index, Set<Digest> manifests) throws IOException {
        Set<String> about = new HashSet<>();
        manifests.forEach(digest -> about.add(digest.toString()));
        List<Descriptor> found = new ArrayList<>();
        Graph.walk(
                descriptor -> {
                    if (!MediaTypes.isIndex(descriptor.mediaType())) {
                        descriptor
                                .annotation(REFERENCE)
                                .filter(about::contains)
                                .ifPresent(digest ->
                                        found.add(descriptor.withAnnotation(ImageAnnotations.SUBJECT, digest)));
                        return List.of();
                    }
                    return documents.index(descriptor).manifests();
                },
                documents.limits(),
                List.of(index));
        return found;
    }
}
