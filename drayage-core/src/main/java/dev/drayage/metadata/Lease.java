package dev.drayage.metadata;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps content from being collected while somebody works with it (containerd's {@code leases.Lease}).
 *
 * @param id what it is called; not empty
 * @param created when it was made
 * @param expires from when on it keeps nothing any more; null if it never does
 * @param labels what is noted of it, sorted by key
 */
public record Lease(String id, Instant created, @Nullable Instant expires, SortedMap<String, String> labels) {

    /**
     * Copies the labels.
     *
     * @throws IllegalArgumentException if the id is empty
     */
    public Lease {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a lease needs an id");
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
