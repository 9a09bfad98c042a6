package dev.drayage.server.page;

import dev.drayage.oci.Digest;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The lists of files that were looked at last, within a number of bytes. Thread-safe. */
final class RecentListings {
    /** Of which repository, too: what is not verified in one says nothing of another. */
    private record Key(String repository, Digest layer) {}

    private final long maxBytes;
    private final Map<Key, LayerListing> listings = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    RecentListings(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized Optional<LayerListing> get(String repository, Digest layer) {
        return Optional.ofNullable(listings.get(new Key(repository, layer)));
    }

    synchronized void put(String repository, Digest layer, LayerListing listing) {
        LayerListing before = listings.put(new Key(repository, layer), listing);
        bytes += listing.bytes() - (before == null ? 0 : before.bytes());
        for (Iterator<LayerListing> oldest = listings.values().iterator(); bytes > maxBytes && oldest.hasNext(); ) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
    }
}
