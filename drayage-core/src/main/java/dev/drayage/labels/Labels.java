package dev.drayage.labels;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The one place for what labels may be, of content, images and leases alike. */
public final class Labels {
    /** How many bytes of UTF-8 a key and its value may have together. */
    public static final int MAX_BYTES = 4096;

    /** What is packed has this label: the digest of what it unpacks to. */
    public static final String UNCOMPRESSED = "containerd.io/uncompressed";

    private Labels() {}

    /**
     * The labels that are left when each is as it may be: one with the empty text as its value is none.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if a key is empty, or a key and its value have more
     *     than {@link #MAX_BYTES} bytes together
     */
    public static SortedMap<String, String> checked(Map<String, String> labels) throws ContentException {
        return changed(Map.of(), labels);
    }

    /** The labels after some changes; those not named stay, and one set to the empty text is gone. Fails as {@link #checked}. */
    public static SortedMap<String, String> changed(Map<String, String> labels, Map<String, String> changes)
            throws ContentException {
        SortedMap<String, String> result = new TreeMap<>(labels);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            requireValid(change.getKey(), change.getValue());
            if (change.getValue().isEmpty()) {
                result.remove(change.getKey());
            } else {
                result.put(change.getKey(), change.getValue());
            }
        }
        return result;
    }

    private static void requireValid(String key, String value) throws ContentException {
        if (key.isEmpty()) {
            throw new ContentException(Kind.INVALID_ARGUMENT, "a label needs a key, found none for " + value);
        }
        long bytes = bytes(key) + bytes(value);
        if (bytes > MAX_BYTES) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "label " + Quotes.quote(key) + " and its value have " + bytes + " bytes, more than the " + MAX_BYTES
                            + " allowed; shorten the value");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
