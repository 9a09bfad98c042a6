package dev.drayage.sync;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.image.ImageSource;
import dev.drayage.list.LockedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Describes images as locks have them, from their documents alone. */
final class LockEntries {
    private final Documents documents;
    private final Descriptor root;
    private final Set<String> platforms = new TreeSet<>();
    private long bytes;

    private LockEntries(ReadableContent content, Descriptor root) {
        this.documents = new Documents(content);
        this.root = root;
    }

    /** What a lock says of an image, which is read where it comes from. */
    static LockedImage of(PlannedImage image, ImageOrigin origin) throws IOException {
        try (ImageSource source = origin.open(image.wanted().reference())) {
            LockEntries entries = new LockEntries(source.content(), source.find("@" + image.digest()));
            Graph.walk(entries::count, entries.documents.limits(), List.of(entries.root));
            // A list that asks for all of them later must not be given one.
            boolean isChosen =
                    image.wanted().platform() != null && !image.listed().equals(image.digest());
            List<String> platforms = entries.platforms.stream()
                    .map(platform -> isChosen ? LockedImage.CHOSEN + platform : platform)
                    .toList();
            return new LockedImage(image.wanted().reference(), image.digest(), entries.bytes, platforms);
        }
    }

    /** Each blob once: the walk sees to that. */
    private List<Descriptor> count(Descriptor descriptor) throws IOException {
        List<Descriptor> children;
        try {
            children = Handler.children(documents).handle(descriptor);
            if (MediaTypes.isManifest(descriptor.mediaType())) {
                Platform platform = descriptor.platform() != null
                        ? descriptor.platform()
                        : configured(documents.manifest(descriptor));
                if (platform != null && !platform.isUnknown()) {
                    platforms.add(platform.toString());
                }
            }
        } catch (ContentNotFoundException e) {
            if (descriptor.digest().equals(root.digest())) {
                throw e;
            }
            // An index may list more than there is.
            return List.of();
        }
        bytes += descriptor.size();
        return children;
    }

    private @Nullable Platform configured(Manifest manifest) throws IOException {
        return MediaTypes.isConfig(manifest.config().mediaType())
                ? documents.config(manifest.config()).platform()
                : null;
    }
}
