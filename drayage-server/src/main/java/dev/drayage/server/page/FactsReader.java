package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.PlatformMatcher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads facts about images for one page, no more documents than a page may cost. For one thread. */
final class FactsReader {
    private static final long MAX_BYTES = 64L << 20;

    private final Documents documents;
    private final RecentFacts recent;
    private int left;
    private long leftBytes = MAX_BYTES;

    FactsReader(Documents documents, RecentFacts recent, int most) {
        this.documents = documents;
        this.recent = recent;
        this.left = most;
    }

    /** Whether nothing more is read. */
    boolean isSpent() {
        return left <= 0 || leftBytes <= 0;
    }

    /** What is known of an image; what is missing or damaged is left empty. */
    ImageFacts of(Descriptor image) throws IOException {
        if (!MediaTypes.isIndex(image.mediaType())) {
            return new ImageFacts(image, List.of(new ImageFacts.Part(image, manifest(image))), null);
        }
        if (isSpent()) {
            return new ImageFacts(image, List.of(), "more is on its own page");
        }
        left--;
        leftBytes -= image.size();
        List<ImageFacts.Part> parts = new ArrayList<>();
        try {
            for (Descriptor each : ImageManifests.of(documents, image, PlatformMatcher.all())) {
                parts.add(new ImageFacts.Part(each, manifest(each)));
            }
            return new ImageFacts(image, parts, null);
        } catch (ContentException e) {
            return new ImageFacts(image, parts, Problems.sentence(e, documents.location()));
        }
    }

    private Optional<ManifestFacts> manifest(Descriptor descriptor) throws IOException {
        Optional<ManifestFacts> known = recent.get(descriptor.digest());
        if (known.isPresent() || isSpent() || !MediaTypes.isDocument(descriptor.mediaType())) {
            return known;
        }
        left -= 2; // the manifest and its config
        try {
            ManifestFacts read = ManifestFacts.read(documents, descriptor);
            leftBytes -= read.read();
            recent.put(descriptor.digest(), read);
            return Optional.of(read);
        } catch (ContentException e) {
            leftBytes -= descriptor.size();
            return Optional.empty(); // its own page says what is wrong with it
        }
    }
}
