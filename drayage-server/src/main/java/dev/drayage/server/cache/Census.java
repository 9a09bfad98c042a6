package dev.drayage.server.cache;

import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentStore;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * All that a cache holds at one time, in the order in which it can go: image by image, the least recently used first, and
 * of an image what refers before what is referred to. An image is a document that no other here refers to, with all below
 * it; what several have in common goes with the one that was used last. An image was used when any document of it was; a
 * blob does not count, for a layer may be that of many.
 */
final class Census {
    /** Deeper than any index of indexes that is meant well; what is deeper is only ordered less well. */
    private static final int MOST_LEVELS = 16;

    /**
     * One content.
     *
     * @param digest what it is
     * @param size its size in bytes
     * @param isDocument whether images may be named after it
     */
    record Item(Digest digest, long size, boolean isDocument) {}

    private record Document(Digest digest, List<Digest> children) {}

    private final Map<Digest, Item> items = new HashMap<>();
    private final Map<Digest, Document> documents = new HashMap<>();
    private final Map<Digest, Instant> uses = new HashMap<>();
    private final Map<Digest, Integer> heights = new HashMap<>();
    private long size;

    private Census() {}

    static Census of(ContentStore content) throws IOException {
        Census census = new Census();
        content.walk(census::add);
        return census;
    }

    private void add(ContentInfo info) {
        Digest digest = info.digest();
        boolean isDocument = CacheLabels.isDocument(info);
        items.put(digest, new Item(digest, info.size(), isDocument));
        uses.put(digest, CacheLabels.used(info));
        size += info.size();
        if (isDocument) {
            documents.put(digest, new Document(digest, CacheLabels.children(info)));
        }
    }

    /** The sum of all sizes. */
    long size() {
        return size;
    }

    /** Everything, what should go first at the beginning. */
    List<Item> inOrder() {
        raise();
        List<Document> roots = new ArrayList<>(documents.values());
        roots.sort(Comparator.comparing((Document root) -> uses.get(root.digest()), Comparator.reverseOrder())
                .thenComparing(root -> heights.getOrDefault(root.digest(), 0), Comparator.reverseOrder())
                .thenComparing(Document::digest));
        Set<Digest> seen = new HashSet<>();
        List<List<Item>> images = new ArrayList<>();
        List<Instant> used = new ArrayList<>();
        for (Document root : roots) {
            List<Item> image = below(root.digest(), seen);
            if (!image.isEmpty()) {
                images.add(image);
                used.add(uses.get(root.digest()));
            }
        }
        for (Item item : items.values()) {
            if (seen.add(item.digest())) {
                images.add(List.of(item));
                used.add(uses.get(item.digest()));
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int i = images.size() - 1; i >= 0; i--) {
            order.add(i);
        }
        order.sort(Comparator.comparing(used::get));
        List<Item> result = new ArrayList<>(items.size());
        order.forEach(image -> result.addAll(images.get(image)));
        return result;
    }

    /** Has each document be as recently used as what it refers to, and higher. */
    private void raise() {
        boolean changed = true;
        for (int level = 0; changed && level < MOST_LEVELS; level++) {
            changed = false;
            for (Document parent : documents.values()) {
                for (Digest child : parent.children()) {
                    if (documents.containsKey(child)) {
                        changed |= raise(parent.digest(), child);
                    }
                }
            }
        }
    }

    private boolean raise(Digest parent, Digest child) {
        int height = heights.getOrDefault(child, 0) + 1;
        boolean isHigher = heights.getOrDefault(parent, 0) < height;
        if (isHigher) {
            heights.put(parent, height);
        }
        Instant used = uses.get(child);
        boolean isNewer = Objects.requireNonNull(uses.get(parent)).isBefore(used);
        if (isNewer) {
            uses.put(parent, used);
        }
        return isHigher || isNewer;
    }

    /** A document and what lies below it and was not seen before, level by level: documents from the top, then blobs. */
    private List<Item> below(Digest root, Set<Digest> seen) {
        List<Item> found = new ArrayList<>();
        List<Item> blobs = new ArrayList<>();
        Deque<Digest> next = new ArrayDeque<>(List.of(root));
        while (!next.isEmpty()) {
            Digest digest = next.remove();
            Item item = items.get(digest);
            if (item == null || !seen.add(digest)) {
                continue;
            }
            (item.isDocument() ? found : blobs).add(item);
            Document document = documents.get(digest);
            if (document != null) {
                next.addAll(document.children());
            }
        }
        found.sort(
                Comparator.comparing((Item item) -> heights.getOrDefault(item.digest(), 0), Comparator.reverseOrder()));
        found.addAll(blobs);
        return found;
    }
}
