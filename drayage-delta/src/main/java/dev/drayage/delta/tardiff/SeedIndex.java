package dev.drayage.delta.tardiff;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where in an old file some of its stretches of {@link #SEED} bytes are: those at multiples of a step, which grows with the
 * file so that the index does not. An entry is the number of the stretch with some more bits of its hash.
 */
final class SeedIndex {
    static final int SEED = 16;

    private static final int MAX_ENTRIES = 1 << 23;
    private static final int MIN_STEP_BITS = 2;
    private static final int NUMBER_BITS = 24;
    private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;
    /** Of how many stretches of the same bytes the places are kept. */
    private static final int MAX_SAME = 4;

    private static final long MULTIPLIER_A = 0x9E3779B97F4A7C15L;
    private static final long MULTIPLIER_B = 0xC2B2AE3D27D4EB4FL;

    private int[] table = new int[0];
    private int capacity;
    private int stepBits;

    /** Forgets what it knows, and indexes another file. */
    void reset(PagedBytes old) throws IOException {
        stepBits = MIN_STEP_BITS;
        while (old.size() >>> stepBits > MAX_ENTRIES) {
            stepBits++;
        }
        int entries = (int) (old.size() >>> stepBits);
        capacity = entries + entries / 2 + 16;
        if (table.length < capacity) {
            table = new int[0]; // so that there need not be room for both
            table = new int[capacity];
        } else {
            Arrays.fill(table, 0, capacity, 0);
        }
        for (int number = 0; number < entries; number++) {
            long offset = (long) number << stepBits;
            if (offset + SEED > old.size()) {
                break;
            }
            add(hash(old, offset), number + 1);
        }
    }

    private void add(long hash, int number) {
        int check = check(hash);
        int same = 0;
        int place = place(hash);
        while (table[place] != 0) {
            if ((table[place] & ~NUMBER_MASK) == check && ++same == MAX_SAME) {
                return;
            }
            place = place + 1 == capacity ? 0 : place + 1;
        }
        table[place] = check | number;
    }

    /** The hash of the stretch at an offset. */
    static long hash(PagedBytes bytes, long offset) throws IOException {
        long mixed = bytes.longAt(offset) * MULTIPLIER_A + bytes.longAt(offset + Long.BYTES) * MULTIPLIER_B;
        mixed ^= mixed >>> 29;
        return mixed * MULTIPLIER_A;
    }

    /**
     * Offsets of stretches that may have the hash.
     *
     * @param offsets where they are put
     * @return how many there are
     */
    int find(long hash, long[] offsets) {
        int check = check(hash);
        int found = 0;
        int place = place(hash);
        while (table[place] != 0 && found < offsets.length) {
            if ((table[place] & ~NUMBER_MASK) == check) {
                offsets[found++] = (long) ((table[place] & NUMBER_MASK) - 1) << stepBits;
            }
            place = place + 1 == capacity ? 0 : place + 1;
        }
        return found;
    }

    private int place(long hash) {
        return (int) (((hash >>> 32) * capacity) >>> 32);
    }

    private static int check(long hash) {
        return (int) hash << NUMBER_BITS;
    }
}
