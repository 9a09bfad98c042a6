package dev.drayage.delta.deflate;

import java.util.Arrays;

/**
 * Searches for matches as {@code github.com/klauspost/compress/flate} does at level 5, its default: the newest position of
 * each four bytes is known, and the two newest of each seven. Ported from {@code level5.go} and {@code fast_encoder.go} of
 * version 1.15.11 (Copyright 2011 The Snappy-Go Authors, 2015 and 2019 Klaus Post, BSD licence). For one thread.
 */
public final class KlauspostMatches {
    /** A piece of input that is searched at once. */
    public static final int PIECE = GoBlockBits.MAX_STORED;

    private static final int HISTORY = PIECE * 5;
    private static final int MAX_DISTANCE = 1 << 15;
    private static final int MAX_MATCH = 258;
    private static final int MARGIN = 11;
    private static final int SKIP_LOG = 6;
    private static final int HASH_EVERY = 3;
    private static final int PRIME_4 = (int) 2654435761L;
    private static final long PRIME_7 = 58295818150454627L;
    /** Positions of before are so far off that nothing refers to them. */
    private static final int NOWHERE = Integer.MIN_VALUE / 2;

    private final int skipped;
    private final byte[] history = new byte[HISTORY];
    private int historySize;
    /** What was before is forgotten. */
    private int floor;

    private final int tableBits;
    private final int[] shortTable;
    private final int[] longTable;
    private final int[] olderTable;

    private int limit;
    /** Where the search goes on. */
    private int next;

    private int emitted;
    private long eight;
    private int start;
    private int length;
    private int distance;

    /** Nothing was there. */
    public KlauspostMatches(KlauspostSearch search) {
        this.skipped = search.skippedBeginning();
        this.tableBits = search.tableBits();
        this.shortTable = new int[1 << tableBits];
        this.longTable = new int[1 << tableBits];
        this.olderTable = new int[1 << tableBits];
        Arrays.fill(shortTable, NOWHERE);
        Arrays.fill(longTable, NOWHERE);
        Arrays.fill(olderTable, NOWHERE);
    }

    /** As if nothing had been there. */
    public void forget() {
        floor = historySize;
    }

    /** Begins a piece of at most {@link #PIECE} bytes; what is out of reach goes when there is no room. */
    public void begin(byte[] bytes, int from, int count) {
        if (historySize + count > HISTORY) {
            int moved = historySize - MAX_DISTANCE;
            System.arraycopy(history, moved, history, 0, MAX_DISTANCE);
            historySize = MAX_DISTANCE;
            floor = Math.max(floor - moved, 0);
            lower(shortTable, moved);
            lower(longTable, moved);
            lower(olderTable, moved);
        }
        int at = historySize;
        System.arraycopy(bytes, from, history, at, count);
        historySize += count;
        emitted = at;
        next = at;
        limit = count < MARGIN + 2 ? at : historySize - MARGIN;
        eight = at < limit ? load8(at) : 0;
    }

    private static void lower(int[] table, int by) {
        for (int i = 0; i < table.length; i++) {
            table[i] = Math.max(table[i] - by, NOWHERE);
        }
    }

    /** The bytes of the piece and what was before it. */
    byte[] history() {
        return history;
    }

    /** Where the piece ends in {@link #history}. */
    public int end() {
        return historySize;
    }

    /** Behind the last match in {@link #history}; what comes is not matched yet. */
    public int emitted() {
        return emitted;
    }

    /** Where the match starts that was found. */
    public int start() {
        return start;
    }

    /** How long it is; any length. */
    public int length() {
        return length;
    }

    /** How far off what it refers to. */
    public int distance() {
        return distance;
    }

    /** Enters what was found, and goes on behind it. */
    public void enter() {
        enter(start, length);
    }

    /** Goes on behind a match that was found otherwise. */
    public void enter(int from, int count) {
        int at = from + count;
        emitted = at;
        if (next >= at) {
            at = next + 1;
        }
        next = at;
        if (at >= limit) {
            limit = 0;
            return;
        }
        enterMatch(at - count + 1, at - 1);
        long behind = load8(at - 1);
        shortTable[hash4(behind)] = at - 1;
        enterLong(hash7(behind), at - 1);
        eight = behind >>> 8;
    }

    /**
     * Does without the match that was found.
     *
     * @param end behind what was emitted since
     */
    public void pass(int end) {
        emitted = end;
        next = Math.max(next, end);
        if (next < limit) {
            eight = load8(next);
        } else {
            limit = 0;
        }
    }

    /** Whether a match at a position can refer to another. */
    private boolean isInReach(int at, int from) {
        return from >= floor && from < at && at - from < MAX_DISTANCE;
    }

    /** Whether there is another match in the piece. */
    public boolean find() {
        while (true) {
            int at = next;
            int ahead = at + 1 + ((at - emitted) >> SKIP_LOG);
            if (ahead > limit) {
                return false;
            }
            next = ahead;
            int hash4 = hash4(eight);
            int hash7 = hash7(eight);
            int nearest4 = shortTable[hash4];
            int nearest7 = longTable[hash7];
            int older7 = olderTable[hash7];
            long nextEight = load8(next);
            shortTable[hash4] = at;
            enterLong(hash7, at);
            hash4 = hash4(nextEight);
            hash7 = hash7(nextEight);
            if (isInReach(at, nearest7)) {
                if ((int) eight == load4(nearest7)) {
                    shortTable[hash4] = next;
                    enterLong(hash7, next);
                    take(at, nearest7, 0);
                    if (isInReach(at, older7) && (int) eight == load4(older7)) {
                        take(at, nearest7, matchLength(at + 4, nearest7 + 4) + 4);
                        int other = matchLength(at + 4, older7 + 4) + 4;
                        if (other > length) {
                            take(at, older7, other);
                        }
                    }
                    return extend();
                }
                if (isInReach(at, older7) && (int) eight == load4(older7)) {
                    shortTable[hash4] = next;
                    enterLong(hash7, next);
                    take(at, older7, 0);
                    return extend();
                }
            }
            if (isInReach(at, nearest4) && (int) eight == load4(nearest4)) {
                take(at, nearest4, matchLength(at + 4, nearest4 + 4) + 4);
                nearest7 = longTable[hash7];
                older7 = olderTable[hash7];
                shortTable[hash4] = next;
                enterLong(hash7, next);
                if (isInReach(next, nearest7)) {
                    int other = lengthAt(next, nearest7, (int) nextEight);
                    int older = isInReach(next, older7) ? lengthAt(next, older7, (int) nextEight) : 0;
                    if (other > length) {
                        take(next, nearest7, other);
                    } else if (older > length) {
                        take(next, older7, older);
                    }
                }
                return extend();
            }
            eight = nextEight;
        }
    }

    /** @param count 0 if it is not known how long it is */
    private void take(int at, int from, int count) {
        start = at;
        length = count;
        distance = at - from;
    }

    /** Makes what was found as long as it can be. */
    private boolean extend() {
        int from = start - distance;
        if (length == 0) {
            length = longMatchLength(start + 4, from + 4) + 4;
        } else if (length == MAX_MATCH) {
            length += longMatchLength(start + length, from + length);
        }
        int end = start + length;
        if (skipped >= 0 && length < 30 && end < limit) {
            // Perhaps the end of the match belongs to a longer one, which need not have its first bytes.
            int other = longTable[hash7(load8(end))] - length + skipped;
            int there = start + skipped;
            if (isInReach(there, other)) {
                int otherLength = longMatchLength(there, other);
                if (otherLength > length) {
                    take(there, other, otherLength);
                }
            }
        }
        from = start - distance;
        while (from > floor && start > emitted && history[from - 1] == history[start - 1]) {
            start--;
            from--;
            length++;
        }
        return true;
    }

    private void enterMatch(int from, int end) {
        if (from >= end) {
            return;
        }
        long here = load8(from);
        shortTable[hash4(here)] = from;
        enterLong(hash7(here), from);
        enterLong(hash7(here >>> 8), from + 1);
        shortTable[hash4(here >>> 16)] = from + 2;
        for (int i = from + 4; i < end; i += HASH_EVERY) {
            here = load8(i);
            enterLong(hash7(here), i);
            shortTable[hash4(here >>> 8)] = i + 1;
        }
    }

    private void enterLong(int hash, int at) {
        olderTable[hash] = longTable[hash];
        longTable[hash] = at;
    }

    private int lengthAt(int at, int from, int four) {
        return load4(from) == four ? matchLength(at + 4, from + 4) + 4 : 0;
    }

    /** Up to the longest match less the four bytes that are known to be equal. */
    private int matchLength(int at, int from) {
        return equal(at, from, Math.min(at + MAX_MATCH - 4, historySize));
    }

    private int longMatchLength(int at, int from) {
        return equal(at, from, historySize);
    }

    private int equal(int at, int from, int end) {
        int mismatch = Arrays.mismatch(history, at, end, history, from, from + end - at);
        return mismatch < 0 ? end - at : mismatch;
    }

    private int load4(int at) {
        return (history[at] & 0xff)
                | ((history[at + 1] & 0xff) << 8)
                | ((history[at + 2] & 0xff) << 16)
                | ((history[at + 3] & 0xff) << 24);
    }

    private long load8(int at) {
        return Integer.toUnsignedLong(load4(at)) | ((long) load4(at + 4) << 32);
    }

    private int hash4(long eight) {
        return ((int) eight * PRIME_4) >>> (32 - tableBits);
    }

    private int hash7(long eight) {
        return (int) (((eight << 8) * PRIME_7) >>> (64 - tableBits));
    }
}
