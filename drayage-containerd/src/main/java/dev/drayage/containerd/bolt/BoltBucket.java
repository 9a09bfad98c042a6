package dev.drayage.containerd.bolt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bucket: keys in order of their bytes, each with a value or with a bucket of its own. Immutable, and good for as long
 * as its database is open; for any number of threads.
 */
public final class BoltBucket {
    /** What stands before the root of every bucket: the number of its page, and a counter. */
    static final int HEADER_BYTES = 16;

    /** Far more than pages of the smallest size need for keys of the largest; a circle of pages is met here. */
    private static final int MAX_DEPTH = 64;

    /** Takes the entries of a bucket. */
    public interface Visitor {
        /** A key with a value; throwing ends the visit. */
        void value(String key, byte[] value) throws IOException;

        /** A key with a bucket; throwing ends the visit. */
        void bucket(String key, BoltBucket bucket) throws IOException;
    }

    private final PageFile file;
    /** Where the header lies: what tells one bucket from another. */
    private final long owner;

    private final long root;
    private final @Nullable Page inline;

    private BoltBucket(PageFile file, long owner, long root, @Nullable Page inline) {
        this.file = file;
        this.owner = owner;
        this.root = root;
        this.inline = inline;
    }

    static BoltBucket at(PageFile file, long owner, long root) {
        return new BoltBucket(file, owner, root, null);
    }

    static BoltBucket inline(PageFile file, Page page) {
        return new BoltBucket(file, 0, 0, page);
    }

    /**
     * The value of a key.
     *
     * @return empty if there is no such key, or it has a bucket
     */
    public Optional<byte[]> value(String key) throws IOException {
        byte[] sought = key.getBytes(StandardCharsets.UTF_8);
        Page leaf = leaf(sought);
        int index = search(leaf, sought);
        return index < 0 || leaf.isBucket(index) ? Optional.empty() : Optional.of(leaf.value(index));
    }

    /**
     * The bucket of a key.
     *
     * @return empty if there is no such key, or it has a value
     */
    public Optional<BoltBucket> bucket(String key) throws IOException {
        byte[] sought = key.getBytes(StandardCharsets.UTF_8);
        Page leaf = leaf(sought);
        int index = search(leaf, sought);
        return index < 0 || !leaf.isBucket(index) ? Optional.empty() : Optional.of(leaf.bucket(index));
    }

    /** Shows all entries, in order of the bytes of their keys; nothing but the pages on the way is held in memory. */
    public void forEach(Visitor visitor) throws IOException {
        new Walk(visitor).visit(rootPage(), 1);
    }

    private Page rootPage() throws IOException {
        return inline != null ? inline : file.read(root, owner);
    }

    private Page leaf(byte[] key) throws IOException {
        Page page = rootPage();
        for (int depth = 1; !page.isLeaf(); depth++) {
            requireDepth(page, depth);
            int index = search(page, key);
            // A key before the first one would stand below the first, too.
            page = file.read(page.child(index >= 0 ? index : Math.max(0, -index - 2)), owner);
        }
        return page;
    }

    /** As {@link Arrays#binarySearch} does. */
    private static int search(Page page, byte[] key) throws IOException {
        int low = 0;
        int high = page.count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(page.key(middle), key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    private void requireDepth(Page page, int depth) throws CorruptDatabaseException {
        if (depth > MAX_DEPTH) {
            throw page.corrupt("it lies under " + MAX_DEPTH + " others; pages refer to each other in a circle");
        }
    }

    /** One pass over a tree. That keys only ever grow is what ends it on every file. */
    private final class Walk {
        private final Visitor visitor;
        private byte @Nullable [] last;

        Walk(Visitor visitor) {
            this.visitor = visitor;
        }

        void visit(Page page, int depth) throws IOException {
            requireDepth(page, depth);
            if (page.isLeaf() && page.count() == 0 && depth > 1) {
                throw page.corrupt("it is a leaf without elements below a branch");
            }
            for (int i = 0; i < page.count(); i++) {
                if (page.isLeaf()) {
                    entry(page, i);
                } else {
                    visit(file.read(page.child(i), owner), depth + 1);
                }
            }
        }

        private void entry(Page leaf, int index) throws IOException {
            byte[] key = leaf.key(index);
            if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
                throw leaf.corrupt("element " + index + ": its key is not greater than the one before");
            }
            last = key;
            String text = new String(key, StandardCharsets.UTF_8);
            if (leaf.isBucket(index)) {
                visitor.bucket(text, leaf.bucket(index));
            } else {
                visitor.value(text, leaf.value(index));
            }
        }
    }
}
