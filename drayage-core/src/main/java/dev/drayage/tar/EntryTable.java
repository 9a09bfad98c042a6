package dev.drayage.tar;

import dev.drayage.oci.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Where the entries of a tar are and how large, by a hash of their names: 44 bytes for each, whatever its name and
 * however long its headers, so that a million of them fit a small heap and finding one reads nothing. The hash has 128
 * bits of SHA-256; nobody can make two names of one.
 */
final class EntryTable {
    private static final int FIRST_CAPACITY = 64;
    private static final List<TarEntry.Type> TYPES = List.of(TarEntry.Type.values());
    private static final int TYPE_BITS = 3;

    private long[] hashes = new long[FIRST_CAPACITY];
    private long[] checks = new long[FIRST_CAPACITY];
    private long[] offsets = new long[FIRST_CAPACITY];
    /** From the header to the content; for a hard link, the number of the entry that has it, as its complement. */
    private int[] contents = new int[FIRST_CAPACITY];
    /** Size and type. */
    private long[] sizes = new long[FIRST_CAPACITY];
    /** Entries by their hash, each number one higher; 0 where there is none. */
    private int[] slots = new int[2 * FIRST_CAPACITY];

    private int size;

    int size() {
        return size;
    }

    /** Adds an entry that has its own content, behind all others; returns its number. */
    int add(TarEntry entry) throws TarFieldException {
        long before = entry.dataOffset() - entry.offset();
        if (before > Integer.MAX_VALUE || entry.size() > Long.MAX_VALUE >> TYPE_BITS) {
            throw new TarFieldException("its headers or its content are too large");
        }
        if (size == hashes.length) {
            grow();
        }
        ByteBuffer hash = hash(entry.path());
        hashes[size] = hash.getLong();
        checks[size] = hash.getLong();
        offsets[size] = entry.offset();
        contents[size] = (int) before;
        sizes[size] = entry.size() << TYPE_BITS | TYPES.indexOf(entry.type());
        place(size);
        return size++;
    }

    /** Adds a hard link, which has the content of an earlier entry. */
    void addLink(TarEntry link, int to) throws TarFieldException {
        int number = add(new TarEntry(link.path(), TarEntry.Type.FILE, "", link.offset(), link.offset(), 0));
        contents[number] = contents[to] < 0 ? contents[to] : ~to;
    }

    /** The number of the entry of this name, or -1. */
    int find(String name) {
        ByteBuffer hash = hash(name);
        long first = hash.getLong();
        long second = hash.getLong();
        for (int slot = slot(first); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == first && checks[entry] == second) {
                return entry;
            }
        }
        return -1;
    }

    /** What is known of an entry: all but where a link leads. */
    TarEntry entry(int number, String name) {
        int content = contents[number] < 0 ? ~contents[number] : number;
        TarEntry.Type type = TYPES.get((int) sizes[content] & ((1 << TYPE_BITS) - 1));
        return new TarEntry(
                name, type, "", offsets[number], offsets[content] + contents[content], sizes[content] >> TYPE_BITS);
    }

    /** Where the first header of an entry is. */
    long offset(int number) {
        return offsets[number];
    }

    private static ByteBuffer hash(String name) {
        return ByteBuffer.wrap(DigestAlgorithm.SHA256.newMessageDigest().digest(name.getBytes(StandardCharsets.UTF_8)));
    }

    private int slot(long hash) {
        return (int) hash & (slots.length - 1);
    }

    private void place(int entry) {
        int slot = slot(hashes[entry]);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry + 1;
    }

    private void grow() {
        int capacity = Math.multiplyExact(size, 2);
        hashes = Arrays.copyOf(hashes, capacity);
        checks = Arrays.copyOf(checks, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        contents = Arrays.copyOf(contents, capacity);
        sizes = Arrays.copyOf(sizes, capacity);
        // The old ones go before the new ones come.
        slots = new int[0];
        slots = new int[Math.multiplyExact(capacity, 2)];
        for (int entry = 0; entry < size; entry++) {
            place(entry);
        }
    }
}
