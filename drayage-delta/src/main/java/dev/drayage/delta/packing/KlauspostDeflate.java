package dev.drayage.delta.packing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Compresses as {@code github.com/klauspost/compress/flate} does at level 5, its default: the newest position of each four
 * bytes is known, and the two newest of each seven. Ported from {@code level5.go} and {@code fast_encoder.go} of version
 * 1.15.11 (Copyright 2011 The Snappy-Go Authors, 2015 and 2019 Klaus Post, BSD licence).
 */
final class KlauspostDeflate {
    private static final int BLOCK = GoBlockBits.MAX_STORED;
    private static final int TABLE_BITS = 15;
    private static final int HISTORY = BLOCK * 5;
    private static final int MAX_DISTANCE = 1 << 15;
    private static final int MAX_MATCH = 258;
    private static final int MARGIN = 11;
    private static final int SKIP_LOG = 6;
    private static final int HASH_EVERY = 3;
    private static final int PRIME_4 = (int) 2654435761L;
    private static final long PRIME_7 = 58295818150454627L;
    /** Positions of before are so far off that nothing refers to them. */
    private static final int NOWHERE = Integer.MIN_VALUE / 2;

    private final KlauspostBlockWriter blocks;
    private final int skipped;
    private final KlauspostTokens tokens = new KlauspostTokens();
    private final byte[] pending = new byte[BLOCK];
    private int pendingSize;

    private final byte[] history = new byte[HISTORY];
    private int historySize;
    private final int[] shortTable = new int[1 << TABLE_BITS];
    private final int[] longTable = new int[1 << TABLE_BITS];
    private final int[] olderTable = new int[1 << TABLE_BITS];

    KlauspostDeflate(OutputStream out, KlauspostVersion version) {
        this.blocks = new KlauspostBlockWriter(out, version);
        this.skipped = version.skippedBeginning();
        forget();
    }

    /** Begins anew, with matches into a dictionary that the reader has seen. */
    void begin(byte[] dictionary, int from, int length) {
        forget();
        blocks.reset();
        pendingSize = 0;
        encode(dictionary, from, length);
        tokens.clear();
    }

    void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (pendingSize == BLOCK) {
                compress(false);
            }
            int taken = Math.min(left, BLOCK - pendingSize);
            System.arraycopy(bytes, from, pending, pendingSize, taken);
            pendingSize += taken;
            from += taken;
            left -= taken;
        }
    }

    /** Writes all there is, up to a full byte. */
    void flush() throws IOException {
        compress(true);
        blocks.flush();
    }

    /** Ends the stream. */
    void finish() throws IOException {
        compress(true);
        blocks.finish();
    }

    private void forget() {
        historySize = 0;
        Arrays.fill(shortTable, NOWHERE);
        Arrays.fill(longTable, NOWHERE);
        Arrays.fill(olderTable, NOWHERE);
    }

    private void compress(boolean isLast) throws IOException {
        if (pendingSize == 0) {
            return;
        }
        if (pendingSize < 128 && isLast) {
            if (pendingSize <= 32) {
                blocks.writeStored(pending, pendingSize);
            } else {
                blocks.writeLiterals(pending, pendingSize, true);
            }
            forget();
        } else {
            encode(pending, 0, pendingSize);
            if (tokens.count == 0) {
                blocks.writeStored(pending, pendingSize);
            } else if (tokens.count > pendingSize - (pendingSize >> 4)) {
                blocks.writeLiterals(pending, pendingSize, isLast);
            } else {
                blocks.writeTokens(tokens, pending, pendingSize, isLast);
            }
        }
        tokens.clear();
        pendingSize = 0;
    }

    /** Puts a piece behind what there was; what is out of reach goes when there is no room. */
    private int append(byte[] bytes, int from, int count) {
        if (historySize + count > HISTORY) {
            int moved = historySize - MAX_DISTANCE;
            System.arraycopy(history, moved, history, 0, MAX_DISTANCE);
            historySize = MAX_DISTANCE;
            lower(shortTable, moved);
            lower(longTable, moved);
            lower(olderTable, moved);
        }
        int start = historySize;
        System.arraycopy(bytes, from, history, start, count);
        historySize += count;
        return start;
    }

    private static void lower(int[] table, int by) {
        for (int i = 0; i < table.length; i++) {
            table[i] = Math.max(table[i] - by, NOWHERE);
        }
    }

    private void encode(byte[] bytes, int offset, int count) {
        int at = append(bytes, offset, count);
        if (count < MARGIN + 2) {
            return;
        }
        int emitted = at;
        int limit = historySize - MARGIN;
        long eight = load8(at);
        while (true) {
            int next = at;
            int from;
            int length = 0;
            while (true) {
                int hash4 = hash4(eight);
                int hash7 = hash7(eight);
                at = next;
                next = at + 1 + ((at - emitted) >> SKIP_LOG);
                if (next > limit) {
                    finishPiece(emitted);
                    return;
                }
                int nearest4 = shortTable[hash4];
                int nearest7 = longTable[hash7];
                int older7 = olderTable[hash7];
                long nextEight = load8(next);
                shortTable[hash4] = at;
                enterLong(hash7, at);
                hash4 = hash4(nextEight);
                hash7 = hash7(nextEight);
                from = nearest7;
                if (at - from < MAX_DISTANCE) {
                    if ((int) eight == load4(from)) {
                        shortTable[hash4] = next;
                        enterLong(hash7, next);
                        if (at - older7 < MAX_DISTANCE && (int) eight == load4(older7)) {
                            length = matchLength(at + 4, from + 4) + 4;
                            int other = matchLength(at + 4, older7 + 4) + 4;
                            if (other > length) {
                                from = older7;
                                length = other;
                            }
                        }
                        break;
                    }
                    from = older7;
                    if (at - from < MAX_DISTANCE && (int) eight == load4(from)) {
                        shortTable[hash4] = next;
                        enterLong(hash7, next);
                        break;
                    }
                }
                from = nearest4;
                if (at - from < MAX_DISTANCE && (int) eight == load4(from)) {
                    length = matchLength(at + 4, from + 4) + 4;
                    nearest7 = longTable[hash7];
                    older7 = olderTable[hash7];
                    shortTable[hash4] = next;
                    enterLong(hash7, next);
                    if (next - nearest7 < MAX_DISTANCE) {
                        int other = lengthAt(next, nearest7, (int) nextEight);
                        if (other > length) {
                            from = nearest7;
                            at = next;
                            length = other;
                            break;
                        }
                        other = next - older7 < MAX_DISTANCE ? lengthAt(next, older7, (int) nextEight) : 0;
                        if (other > length) {
                            from = older7;
                            at = next;
                            length = other;
                        }
                    }
                    break;
                }
                eight = nextEight;
            }
            if (length == 0) {
                length = longMatchLength(at + 4, from + 4) + 4;
            } else if (length == MAX_MATCH) {
                length += longMatchLength(at + length, from + length);
            }
            int end = at + length;
            if (length < 30 && end < limit) {
                // Perhaps the end of the match belongs to a longer one, which need not have its first bytes.
                int other = longTable[hash7(load8(end))] - length + skipped;
                int there = at + skipped;
                if (other >= 0 && there - other < MAX_DISTANCE && there - other > 0) {
                    int otherLength = longMatchLength(there, other);
                    if (otherLength > length) {
                        from = other;
                        length = otherLength;
                        at = there;
                    }
                }
            }
            while (from > 0 && at > emitted && history[from - 1] == history[at - 1]) {
                at--;
                from--;
                length++;
            }
            tokens.addLiterals(history, emitted, at);
            tokens.addMatch(length, at - from);
            at += length;
            emitted = at;
            if (next >= at) {
                at = next + 1;
            }
            if (at >= limit) {
                finishPiece(emitted);
                return;
            }
            enterMatch(at - length + 1, at - 1);
            long behind = load8(at - 1);
            shortTable[hash4(behind)] = at - 1;
            enterLong(hash7(behind), at - 1);
            eight = behind >>> 8;
        }
    }

    /** If nothing matched, nothing is said of literals either. */
    private void finishPiece(int emitted) {
        if (emitted < historySize && tokens.count > 0) {
            tokens.addLiterals(history, emitted, historySize);
        }
    }

    private void enterMatch(int start, int end) {
        if (start >= end) {
            return;
        }
        long eight = load8(start);
        shortTable[hash4(eight)] = start;
        enterLong(hash7(eight), start);
        enterLong(hash7(eight >>> 8), start + 1);
        shortTable[hash4(eight >>> 16)] = start + 2;
        for (int i = start + 4; i < end; i += HASH_EVERY) {
            eight = load8(i);
            enterLong(hash7(eight), i);
            shortTable[hash4(eight >>> 8)] = i + 1;
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

    private static int hash4(long eight) {
        return ((int) eight * PRIME_4) >>> (32 - TABLE_BITS);
    }

    private static int hash7(long eight) {
        return (int) (((eight << 8) * PRIME_7) >>> (64 - TABLE_BITS));
    }
}
