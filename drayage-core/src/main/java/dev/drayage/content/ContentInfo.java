package dev.drayage.content;

import dev.drayage.oci.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a store knows of a blob without reading it (containerd's {@code content.Info}).
 *
 * @param digest the digest the blob is stored under; that its bytes match is not known
 * @param size size in bytes as stored, 0 or more
 * @param created when it was stored; {@link Instant#EPOCH} where the store keeps no times
 * @param updated when its labels were last changed; {@link Instant#EPOCH} where the store keeps no times
 * @param labels what is noted of it, sorted by key; empty where the store keeps none
 */
public record ContentInfo(
        Digest digest, long size, Instant created, Instant updated, SortedMap<String, String> labels) {

    /** Copies the labels. */
    public ContentInfo {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** What a place that keeps neither times nor labels knows. */
    public ContentInfo(Digest digest, long size) {
        this(digest, size, Instant.EPOCH, Instant.EPOCH, Collections.emptySortedMap());
    }

    /** The same with other labels. */
    public ContentInfo withLabels(Map<String, String> other) {
        return new ContentInfo(digest, size, created, updated, new TreeMap<>(other));
    }
}
