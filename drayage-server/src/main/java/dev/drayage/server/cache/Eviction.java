package dev.drayage.server.cache;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.IngestStatus;
import dev.drayage.metadata.StoredImage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a cache within its size. Room is made before something is fetched, and a little more than needed, so that it is not
 * made for each blob anew. What several processes fetch at the same time is counted by each only when it counts all again,
 * which it does after each sixteenth of the size. Thread-safe.
 */
final class Eviction {
    private static final int SHARE = 16;

    /** An ingest that nobody goes on with for so long is in the way where room is needed, and always after the longer time. */
    private static final Duration IDLE = Duration.ofHours(1);

    private static final Duration ABANDONED = Duration.ofHours(24);

    /** How many images are looked for at once, each a comparison with all there are. */
    private static final int FILTERS = 200;

    private final CacheStore store;
    private final long maxSize;
    private final Map<String, Long> reserved = new HashMap<>();
    private boolean isCounted;
    private long counted;
    private long idle;
    private long sinceCounted;

    Eviction(CacheStore store, long maxSize) {
        this.store = store;
        this.maxSize = maxSize;
    }

    /** Makes room for what is going to be fetched; what is larger than the whole cache gets none, and does not stay. */
    synchronized void reserve(String what, long size) throws IOException {
        if (maxSize > 0) {
            reserved.put(what, isTooLarge(size) ? 0 : size);
            makeRoom();
        }
    }

    /** It is stored, or nothing came of it. */
    synchronized void release(String what) {
        reserved.remove(what);
    }

    /** Something is stored now; what was reserved for it is still to be released. */
    synchronized void added(long size) {
        counted += size;
        sinceCounted += size;
    }

    /** Something of this size was read to its end. */
    synchronized void closed(long size) throws IOException {
        if (maxSize > 0 && isTooLarge(size)) {
            isCounted = false;
            makeRoom();
        }
    }

    private boolean isTooLarge(long size) {
        return size > maxSize;
    }

    private void makeRoom() throws IOException {
        long coming = reserved.values().stream().mapToLong(Long::longValue).sum();
        if (isCounted && counted + idle + coming <= maxSize && sinceCounted < maxSize / SHARE) {
            return;
        }
        Census census = Census.of(store.content());
        counted = census.size();
        idle = idleIngests(ABANDONED);
        isCounted = true;
        sinceCounted = 0;
        if (counted + idle + coming > maxSize) {
            idle = idleIngests(IDLE);
        }
        long excess = counted + idle + coming - maxSize;
        if (excess > 0) {
            remove(chosen(census, excess + maxSize / SHARE / 2));
        }
    }

    /** The bytes of ingests that nobody here writes; those that are idle for too long go. */
    private long idleIngests(Duration longest) throws IOException {
        Instant oldest = store.now().minus(longest);
        long bytes = 0;
        for (IngestStatus ingest : store.content().ingests()) {
            if (reserved.keySet().stream().anyMatch(what -> ingest.ref().startsWith("cache-" + what))) {
                continue;
            }
            if (ingest.updatedAt().isBefore(oldest)) {
                try {
                    store.content().abort(ingest.ref());
                } catch (ContentNotFoundException e) {
                    // Somebody else was quicker.
                }
            } else {
                bytes += ingest.offset();
            }
        }
        return bytes;
    }

    /** What to remove: as much as needed, and whatever is too large for the cache as a whole, which frees nothing of what is needed. */
    private List<Census.Item> chosen(Census census, long needed) {
        List<Census.Item> order = census.inOrder();
        long missing = needed
                - order.stream()
                        .mapToLong(Census.Item::size)
                        .filter(this::isTooLarge)
                        .sum();
        List<Census.Item> chosen = new ArrayList<>();
        for (Census.Item item : order) {
            if (isTooLarge(item.size())) {
                chosen.add(item);
            } else if (missing > 0) {
                chosen.add(item);
                missing -= item.size();
            }
        }
        return chosen;
    }

    private void remove(List<Census.Item> items) throws IOException {
        Map<String, List<String>> names = names(items);
        for (Census.Item item : items) {
            String digest = item.digest().toString();
            boolean gone = store.pins().remove(item.digest(), () -> {
                for (String name : names.getOrDefault(digest, List.of())) {
                    quietly(() -> store.images().delete(name));
                }
                quietly(() -> store.content().delete(item.digest()));
            });
            if (gone) {
                counted -= item.size();
            }
        }
    }

    private static void quietly(Pins.Removal removal) throws IOException {
        try {
            removal.run();
        } catch (ContentNotFoundException e) {
            // Somebody else was quicker.
        }
    }

    /** The names of documents, by digest. */
    private Map<String, List<String>> names(List<Census.Item> items) throws IOException {
        List<String> filters = items.stream()
                .filter(Census.Item::isDocument)
                .map(item -> "target.digest==\"" + item.digest() + "\"")
                .toList();
        Map<String, List<String>> names = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (int from = 0; from < filters.size(); from += FILTERS) {
            for (StoredImage image :
                    store.images().list(filters.subList(from, Math.min(filters.size(), from + FILTERS)))) {
                if (seen.add(image.name())) {
                    names.computeIfAbsent(image.target().digest().toString(), digest -> new ArrayList<>())
                            .add(image.name());
                }
            }
        }
        return names;
    }
}
