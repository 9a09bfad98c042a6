package dev.drayage.delta;

import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The manifests of old images, each read once. For one thread. */
final class OldManifests {
    private final ReadableContent content;
    private final Documents documents;
    private final Map<Digest, List<OldManifest>> known = new HashMap<>();

    /** A manifest of an old image, and for which platform it is. */
    private record OldManifest(
            Descriptor descriptor, @Nullable Platform platform) {}

    OldManifests(ReadableContent content, Documents documents) {
        this.content = content;
        this.documents = documents;
    }

    /** That of an old image for a platform, or one like it; the only one there is; null if there is none. */
    @Nullable
    Descriptor of(Descriptor oldImage, @Nullable Platform wanted) throws IOException {
        List<OldManifest> manifests = manifests(oldImage);
        Descriptor alike = null;
        for (OldManifest each : manifests) {
            Platform platform = each.platform();
            if (wanted != null && platform != null) {
                if (wanted.equals(platform)) {
                    return each.descriptor();
                }
                // Another version of the system, or of the processor, has more of it than nothing.
                boolean isAlike = wanted.os().equals(platform.os())
                        && wanted.architecture().equals(platform.architecture());
                alike = isAlike && alike == null ? each.descriptor() : alike;
            }
        }
        return alike == null && manifests.size() == 1 ? manifests.get(0).descriptor() : alike;
    }

    /** All that are there. */
    List<Descriptor> all(Descriptor oldImage) throws IOException {
        return manifests(oldImage).stream().map(OldManifest::descriptor).toList();
    }

    private List<OldManifest> manifests(Descriptor oldImage) throws IOException {
        List<OldManifest> manifests = known.get(oldImage.digest());
        if (manifests == null) {
            manifests = read(oldImage);
            known.put(oldImage.digest(), manifests);
        }
        return manifests;
    }

    private List<OldManifest> read(Descriptor oldImage) throws IOException {
        List<OldManifest> manifests = new ArrayList<>();
        for (Descriptor each : ImageManifests.present(documents, content, oldImage, PlatformMatcher.all())) {
            manifests.add(new OldManifest(each, platform(documents, each)));
        }
        return manifests;
    }

    /** The platform that a manifest is for by its config; null if that does not say. */
    static @Nullable Platform platform(Documents documents, Descriptor manifest) throws IOException {
        Descriptor config = documents.manifest(manifest).config();
        return MediaTypes.isConfig(config.mediaType())
                ? documents.config(config).platform()
                : null;
    }
}
