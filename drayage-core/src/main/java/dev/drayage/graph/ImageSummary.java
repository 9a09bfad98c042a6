package dev.drayage.graph;

import dev.drayage.content.ContentException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image in a few words.
 *
 * @param descriptor its root
 * @param platforms what it runs on, in the order listed, attestations left out
 * @param blobs distinct blobs that are there, documents included
 * @param size bytes of those
 * @param missing distinct blobs that are named but not there
 * @param elsewhere distinct blobs that are not there, but known to be in another place, such as the base of a bundle
 * @param problems what is broken, as sentences
 */
public record ImageSummary(
        Descriptor descriptor,
        List<Platform> platforms,
        int blobs,
        long size,
        int missing,
        int elsewhere,
        List<String> problems) {

    /** Sums up a tree; a manifest that is listed without a platform gets the one of its config. */
    public static ImageSummary of(ReadableContent content, Documents documents, Descriptor root) throws IOException {
        Summing summing = new Summing(documents);
        summing.add(ImageTree.of(content, documents, root));
        return new ImageSummary(
                root,
                List.copyOf(summing.platforms),
                summing.blobs,
                summing.size,
                summing.missing,
                summing.elsewhere,
                List.copyOf(summing.problems));
    }

    /** The same of a descriptor of the same image, with other annotations. */
    public ImageSummary of(Descriptor other) {
        return new ImageSummary(other, platforms, blobs, size, missing, elsewhere, problems);
    }

    private static final class Summing {
        private final Documents documents;
        private final Set<Digest> counted = new HashSet<>();
        private final Set<Platform> platforms = new LinkedHashSet<>();
        private final List<String> problems = new ArrayList<>();
        private int blobs;
        private long size;
        private int missing;
        private int elsewhere;

        private Summing(Documents documents) {
            this.documents = documents;
        }

        private void add(ImageTree node) throws IOException {
            Descriptor descriptor = node.descriptor();
            if (counted.add(descriptor.digest())) {
                count(node);
            }
            if (MediaTypes.isManifest(descriptor.mediaType())) {
                Platform platform = descriptor.platform() != null ? descriptor.platform() : configured(node);
                if (platform != null && !platform.isUnknown()) {
                    platforms.add(platform);
                }
            }
            for (ImageTree child : node.children()) {
                add(child);
            }
        }

        private void count(ImageTree node) {
            switch (node.state()) {
                case MISSING -> missing++;
                case ELSEWHERE -> elsewhere++;
                case PRESENT, BROKEN -> {
                    blobs++;
                    size += node.descriptor().size();
                }
            }
            if (node.state() == ImageTree.State.BROKEN && node.problem() != null) {
                problems.add(node.problem());
            }
        }

        private @Nullable Platform configured(ImageTree node) throws IOException {
            if (node.state() != ImageTree.State.PRESENT || node.seenBefore()) {
                return null;
            }
            try {
                Manifest manifest = documents.manifest(node.descriptor());
                return MediaTypes.isConfig(manifest.config().mediaType())
                        ? documents.config(manifest.config()).platform()
                        : null;
            } catch (ContentException e) {
                return null; // a config that is missing or broken is counted as such
            }
        }
    }
}
