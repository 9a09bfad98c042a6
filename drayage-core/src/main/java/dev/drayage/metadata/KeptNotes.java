package dev.drayage.metadata;

import dev.drayage.content.ContentException;
import dev.drayage.image.NamedImage;
import dev.drayage.json.Quotes;
import dev.drayage.labels.Labels;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace can keep of the notes that come with images. What is too long or has no key is dropped and told, for an
 * image is worth more than what somebody noted of it. Thread-safe.
 */
final class KeptNotes {
    /** What containerd's database takes as a key. */
    private static final int MAX_KEY_BYTES = 32768;

    private final List<String> dropped = new ArrayList<>();

    /** Those labels of some content that can be kept. */
    SortedMap<String, String> labels(Digest of, Map<String, String> labels) {
        SortedMap<String, String> kept = new TreeMap<>();
        labels.forEach((key, value) -> {
            try {
                kept.putAll(Labels.checked(Map.of(key, value)));
            } catch (ContentException e) {
                drop(of, String.valueOf(e.getMessage()));
            }
        });
        return kept;
    }

    /** The image with those annotations that can be kept, and without names, which are kept elsewhere. */
    Descriptor target(Descriptor image) {
        SortedMap<String, String> kept = new TreeMap<>(ImageNames.unnamed(image).annotations());
        kept.keySet().removeIf(key -> {
            boolean isKey = isKey(key);
            if (!isKey) {
                drop(image.digest(), "annotation " + Quotes.quote(key) + ": " + problem(key));
            }
            return !isKey;
        });
        return image.withAnnotations(kept);
    }

    /** The name of an image; null if it has none, or one that cannot be kept. */
    @Nullable
    String name(NamedImage image) {
        String name = image.name();
        if (name == null || isKey(name)) {
            return name;
        }
        drop(
                image.descriptor().digest(),
                "name " + Quotes.quote(name) + ": " + problem(name) + "; the image goes by its digest");
        return null;
    }

    private static boolean isKey(String text) {
        return !text.isEmpty() && bytes(text) <= MAX_KEY_BYTES;
    }

    private static String problem(String key) {
        return key.isEmpty() ? "it is empty" : "it has " + bytes(key) + " bytes, more than " + MAX_KEY_BYTES;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private synchronized void drop(Digest of, String why) {
        dropped.add("dropped a note of " + of + ": " + why);
    }

    /** What was dropped so far. */
    synchronized List<String> dropped() {
        return List.copyOf(dropped);
    }
}
