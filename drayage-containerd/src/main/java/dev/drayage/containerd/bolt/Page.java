package dev.drayage.containerd.bolt;

import java.nio.ByteBuffer;

/**
 * A page of a tree, with those it overflows into: a branch, whose elements are keys and the pages below, or a leaf,
 * whose elements are keys and values. Every position is checked before it is followed. Immutable.
 *
 * <p>A small bucket has no page of its own: its only leaf lies in the value that stands for the bucket.
 */
final class Page {
    static final int HEADER_BYTES = 16;

    private static final int BRANCH = 0x01;
    private static final int LEAF = 0x02;
    /** An element of either kind has this many bytes before its key. */
    private static final int ELEMENT_BYTES = 16;
    /** On an element of a leaf: its value is a bucket. */
    private static final int BUCKET = 0x01;

    private final PageFile file;
    private final long id;
    /** Where the bytes begin in the file. */
    private final long offset;

    private final ByteBuffer bytes;
    private final boolean leaf;
    private final int count;

    private Page(PageFile file, long id, long offset, ByteBuffer bytes, boolean leaf, int count) {
        this.file = file;
        this.id = id;
        this.offset = offset;
        this.bytes = bytes;
        this.leaf = leaf;
        this.count = count;
    }

    /** Checks what the header says of the elements. */
    static Page of(PageFile file, long id, long offset, ByteBuffer bytes) throws CorruptDatabaseException {
        if (bytes.limit() < HEADER_BYTES) {
            throw file.corrupt(id, offset, "a page of " + bytes.limit() + " bytes has no header");
        }
        int flags = Short.toUnsignedInt(bytes.getShort(8));
        int count = Short.toUnsignedInt(bytes.getShort(10));
        if (flags != BRANCH && flags != LEAF) {
            throw file.corrupt(id, offset, "it is of type " + flags + ", neither branch nor leaf");
        }
        if (HEADER_BYTES + (long) count * ELEMENT_BYTES > bytes.limit()) {
            throw file.corrupt(id, offset, "it claims " + count + " elements, for which it has no room");
        }
        if (flags == BRANCH && count == 0) {
            throw file.corrupt(id, offset, "it is a branch without elements");
        }
        return new Page(file, id, offset, bytes, flags == LEAF, count);
    }

    boolean isLeaf() {
        return leaf;
    }

    /** How many elements there are. */
    int count() {
        return count;
    }

    byte[] key(int index) throws CorruptDatabaseException {
        int element = element(index);
        long position = Integer.toUnsignedLong(bytes.getInt(leaf ? element + 4 : element));
        long size = Integer.toUnsignedLong(bytes.getInt(leaf ? element + 8 : element + 4));
        return take(index, "key", element + position, size);
    }

    /** The page below an element of a branch. */
    long child(int index) {
        return bytes.getLong(element(index) + 8);
    }

    /** Whether the value of an element of a leaf is a bucket. */
    boolean isBucket(int index) {
        return (bytes.getInt(element(index)) & BUCKET) != 0;
    }

    byte[] value(int index) throws CorruptDatabaseException {
        return take(index, "value", valuePosition(index), valueSize(index));
    }

    /** The bucket that the value of an element of a leaf stands for. */
    BoltBucket bucket(int index) throws CorruptDatabaseException {
        long position = valuePosition(index);
        long size = valueSize(index);
        checkRange(index, "bucket", position, size);
        if (size < BoltBucket.HEADER_BYTES) {
            throw corrupt(index, "bucket of " + size + " bytes is too short for its header");
        }
        long root = bytes.getLong((int) position);
        long owner = offset + position;
        if (root != 0) {
            return BoltBucket.at(file, owner, root);
        }
        int start = (int) position + BoltBucket.HEADER_BYTES;
        ByteBuffer inline =
                bytes.slice(start, (int) size - BoltBucket.HEADER_BYTES).order(bytes.order());
        Page page = of(file, id, offset + start, inline);
        if (!page.isLeaf()) {
            throw corrupt(index, "bucket has a branch in place of its leaf");
        }
        return BoltBucket.inline(file, page);
    }

    private long valuePosition(int index) {
        int element = element(index);
        return element
                + Integer.toUnsignedLong(bytes.getInt(element + 4))
                + Integer.toUnsignedLong(bytes.getInt(element + 8));
    }

    private long valueSize(int index) {
        return Integer.toUnsignedLong(bytes.getInt(element(index) + 12));
    }

    private static int element(int index) {
        return HEADER_BYTES + index * ELEMENT_BYTES;
    }

    private byte[] take(int index, String what, long position, long size) throws CorruptDatabaseException {
        checkRange(index, what, position, size);
        byte[] taken = new byte[(int) size];
        bytes.get((int) position, taken);
        return taken;
    }

    private void checkRange(int index, String what, long position, long size) throws CorruptDatabaseException {
        if (position < element(count) || position + size > bytes.limit()) {
            throw corrupt(
                    index,
                    what + " of " + size + " bytes at " + position + " lies outside of the " + bytes.limit()
                            + " bytes of the page");
        }
    }

    /** What to throw when this page is not as it must be. */
    CorruptDatabaseException corrupt(String problem) {
        return file.corrupt(id, offset, problem);
    }

    private CorruptDatabaseException corrupt(int index, String problem) {
        return corrupt("element " + index + ": " + problem);
    }
}
