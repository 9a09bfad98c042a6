package dev.drayage.graph;

import dev.drayage.content.InfoProvider;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The image manifests below a root. */
public final class ImageManifests {
    private ImageManifests() {}

    /**
     * The root itself if it is a manifest; else the manifests of the index and of indexes within it, those of matching
     * platforms or without one, best match first among siblings.
     */
    public static List<Descriptor> of(Documents documents, Descriptor root, PlatformMatcher platforms)
            throws IOException {
        List<Descriptor> manifests = new ArrayList<>();
        Handler indexes = descriptor -> MediaTypes.isIndex(descriptor.mediaType())
                ? documents.index(descriptor).manifests()
                : List.of();
        Handler chosen = indexes.onPlatforms(platforms).preferring(platforms);
        Graph.walk(
                descriptor -> {
                    if (MediaTypes.isManifest(descriptor.mediaType())) {
                        manifests.add(descriptor);
                    }
                    return chosen.handle(descriptor);
                },
                documents.limits(),
                List.of(root));
        return manifests;
    }

    /**
     * Those of them that are there and describe an image: an index may list more than there is, and what is no image.
     *
     * @param content says what is there
     */
    public static List<Descriptor> present(
            Documents documents, InfoProvider content, Descriptor root, PlatformMatcher platforms) throws IOException {
        List<Descriptor> present = new ArrayList<>();
        for (Descriptor each : of(documents, root, platforms)) {
            if (content.info(each.digest()).isPresent()
                    && documents.manifest(each).isImage()) {
                present.add(each);
            }
        }
        return present;
    }
}
