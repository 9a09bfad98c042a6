package dev.drayage.metadata;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A name for content (containerd's {@code images.Image}).
 *
 * @param name any text that is not empty; a full reference for images that are to be pulled or pushed
 * @param target its manifest or index; a store need keep no more of it than media type, digest, size and annotations
 * @param labels what is noted of it, sorted by key
 * @param created when the name was first given; {@link Instant#EPOCH} before it is stored
 * @param updated when it was last changed; {@link Instant#EPOCH} before it is stored
 */
public record StoredImage(
        String name, Descriptor target, SortedMap<String, String> labels, Instant created, Instant updated) {

    /**
     * Copies the labels.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public StoredImage {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an image needs a name");
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** An image that is not stored yet, without labels. */
    public static StoredImage of(String name, Descriptor target) {
        return new StoredImage(name, target, Collections.emptySortedMap(), Instant.EPOCH, Instant.EPOCH);
    }

    /** What content is called that has no name: {@code @} and its digest. */
    public static String unnamed(Digest digest) {
        return "@" + digest;
    }

    /** Whether it has a name besides that of its content. */
    public boolean isNamed() {
        return !name.equals(unnamed(target.digest()));
    }

    /**
     * What filters see of it: {@code name}, {@code target.digest}, {@code target.mediatype}, {@code labels.KEY} and
     * {@code annotations.KEY}, where the rest of the path is the key.
     */
    public Optional<String> field(List<String> path) {
        String first = path.get(0);
        if (path.size() == 1) {
            return first.equals("name") ? Optional.of(name) : Optional.empty();
        }
        String rest = String.join(".", path.subList(1, path.size()));
        return switch (first) {
            case "target" ->
                switch (rest) {
                    case "digest" -> Optional.of(target.digest().toString());
                    case "mediatype" -> Optional.of(target.mediaType());
                    default -> Optional.empty();
                };
            case "labels" -> Optional.ofNullable(labels.get(rest));
            case "annotations" -> target.annotation(rest);
            default -> Optional.empty();
        };
    }

    /** The same name for other content. */
    public StoredImage withTarget(Descriptor other) {
        return new StoredImage(name, other, labels, created, updated);
    }

    /** The same with other labels. */
    public StoredImage withLabels(Map<String, String> other) {
        return new StoredImage(name, target, new TreeMap<>(other), created, updated);
    }
}
