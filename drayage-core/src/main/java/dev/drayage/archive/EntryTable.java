package dev.drayage.archive;

import dev.drayage.oci.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where the entries of a tar are, by a hash of their names: up to 32 bytes for each, whatever its name, so that a million
 * of them fit a small heap. Which entry of a hash is meant has to be asked of the tar itself.
 */
final class EntryTable {
    private static final int FIRST_CAPACITY = 64;

    private long[] hashes = new long[FIRST_CAPACITY];
    private long[] offsets = new long[FIRST_CAPACITY];
    private int[] contents = new int[FIRST_CAPACITY];
    /** Entries by their hash, each number one higher; 0 where there is none. */
    private int[] slots = new int[2 * FIRST_CAPACITY];

    private int size;

    /** What a name goes by. Nobody can make many names of one hash, to have all of them looked at. */
    static long hash(String name) {
        byte[] digest = DigestAlgorithm.SHA256.newMessageDigest().digest(name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong();
    }

    int size() {
        return size;
    }

    /** Takes an entry that has its own content, behind all others; returns its number. */
    int add(long hash, long offset) {
        if (size == hashes.length) {
            grow();
        }
        hashes[size] = hash;
        offsets[size] = offset;
        contents[size] = size;
        place(size);
        return size++;
    }

    /** Has an entry share the content of another. */
    void share(int entry, int other) {
        contents[entry] = contents[other];
    }

    /** The entries of this hash, hardly ever more than one. */
    int[] candidates(long hash) {
        int[] found = {};
        for (int slot = slot(hash); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = entry;
            }
        }
        return found;
    }

    /** Where the header of an entry begins. */
    long offset(int entry) {
        return offsets[entry];
    }

    /** The entry whose content it has, which may be itself. */
    int content(int entry) {
        return contents[entry];
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
        offsets = Arrays.copyOf(offsets, capacity);
        contents = Arrays.copyOf(contents, capacity);
        // The old ones go before the new ones come.
        slots = new int[0];
        slots = new int[Math.multiplyExact(capacity, 2)];
        for (int entry = 0; entry < size; entry++) {
            place(entry);
        }
    }
}
