package dev.drayage.storage;

import dev.drayage.oci.Digest;
import java.util.Arrays;

/**
 * What is known of many digests, in some 30 bytes for each: a table of their first 128 bits, in which two that differ are not
 * the same but by a chance that nobody can bring about. For one thread.
 */
final class DigestTable {
    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int WORD_DIGITS = 16;
    private static final int HEX = 16;

    private long[] keys = new long[2 * FIRST_CAPACITY];
    private byte[] flags = new byte[FIRST_CAPACITY];
    private int size;

    private static long word(Digest digest, int index) {
        return Long.parseUnsignedLong(digest.hex(), index * WORD_DIGITS, (index + 1) * WORD_DIGITS, HEX)
                + digest.algorithm().hexLength();
    }

    /** What was noted of a digest; 0 for nothing. */
    int get(Digest digest) {
        return flags[slot(keys, flags, word(digest, 0), word(digest, 1))];
    }

    boolean has(Digest digest, int flag) {
        return (get(digest) & flag) != 0;
    }

    /** Notes one thing more of a digest, by a bit from 1 to 64. */
    void add(Digest digest, int flag) {
        long high = word(digest, 0);
        long low = word(digest, 1);
        int slot = slot(keys, flags, high, low);
        if (flags[slot] == 0) {
            if (4L * (size + 1) > 3L * flags.length) {
                grow();
                slot = slot(keys, flags, high, low);
            }
            size++;
            keys[2 * slot] = high;
            keys[2 * slot + 1] = low;
        }
        flags[slot] |= (byte) flag;
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(flags, (byte) 0);
            size = 0;
        }
    }

    private static int slot(long[] keys, byte[] flags, long high, long low) {
        int mask = flags.length - 1;
        int slot = (int) high & mask;
        while (flags[slot] != 0 && (keys[2 * slot] != high || keys[2 * slot + 1] != low)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int capacity = Math.multiplyExact(flags.length, 2);
        long[] moreKeys = new long[Math.multiplyExact(2, capacity)];
        byte[] moreFlags = new byte[capacity];
        for (int i = 0; i < flags.length; i++) {
            if (flags[i] != 0) {
                int slot = slot(moreKeys, moreFlags, keys[2 * i], keys[2 * i + 1]);
                moreKeys[2 * slot] = keys[2 * i];
                moreKeys[2 * slot + 1] = keys[2 * i + 1];
                moreFlags[slot] = flags[i];
            }
        }
        keys = moreKeys;
        flags = moreFlags;
    }
}
