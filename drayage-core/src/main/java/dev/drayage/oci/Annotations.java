package dev.drayage.oci;

import dev.drayage.json.Surrogates;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Annotations in the one order in which they are written. */
final class Annotations {
    private Annotations() {}

    /** An immutable copy. */
    static SortedMap<String, String> copyOf(Map<String, String> annotations) {
        if (annotations.isEmpty()) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> sorted = modifiable();
        sorted.putAll(annotations);
        return Collections.unmodifiableSortedMap(sorted);
    }

    /** A new empty map to be filled. */
    static SortedMap<String, String> modifiable() {
        return new TreeMap<>(Surrogates::compareAsUtf8);
    }
}
