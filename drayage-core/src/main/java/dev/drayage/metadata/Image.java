package dev.drayage.metadata;

import dev.drayage.oci.Descriptor;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A name for content (containerd's {@code images.Image}).
 *
 * @param name any text that is not empty; a full reference for images that are to be pulled or pushed
 * @param target its manifest or index
 * @param labels what is noted of it, sorted by key
 * @param created when the name was first given; {@link Instant#EPOCH} before it is stored
 * @param updated when it was last changed; {@link Instant#EPOCH} before it is stored
 */
public record Image(
        String name, Descriptor target, SortedMap<String, String> labels, Instant created, Instant updated) {

    /**
     * Copies the labels.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public Image {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an image needs a name");
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** An image that is not stored yet, without labels. */
    public static Image of(String name, Descriptor target) {
        return new Image(name, target, Collections.emptySortedMap(), Instant.EPOCH, Instant.EPOCH);
    }

    /** The same with other labels. */
    public Image withLabels(Map<String, String> other) {
        return new Image(name, target, new TreeMap<>(other), created, updated);
    }
}
