package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Compresses as Go's {@code compress/flate} does at levels 2 to 9. Ported from {@code deflate.go} of Go 1.19 (Copyright
 * 2009 The Go Authors, BSD licence).
 */
public final class GoDeflate extends ChunkStream {
    private static final int WINDOW = 1 << 15;
    private static final int WINDOW_MASK = WINDOW - 1;
    private static final int MIN_MATCH = 4;
    private static final int MAX_MATCH = 258;
    private static final int MAX_TOKENS = 1 << 14;
    private static final int HASH_BITS = 17;
    private static final int HASH_FACTOR = 0x1e35a7bd;
    private static final int MAX_HASH_OFFSET = 1 << 24;

    /** Of a level: matches this long have fewer looked at, are not bettered, end a search; how many are looked at. */
    private record Effort(int good, int lazy, int nice, int chain, int fastSkip) {}

    /** Levels from here on look whether the next match is better. */
    private static final int LAZY = Integer.MAX_VALUE;

    private static final Effort[] EFFORTS = {
        new Effort(4, 0, 16, 8, 5),
        new Effort(4, 0, 32, 32, 6),
        new Effort(4, 4, 16, 16, LAZY),
        new Effort(8, 16, 32, 32, LAZY),
        new Effort(8, 16, 128, 128, LAZY),
        new Effort(8, 32, 128, 256, LAZY),
        new Effort(32, 128, 258, 1024, LAZY),
        new Effort(32, 258, 258, 4096, LAZY),
    };

    private final GoBlockWriter blocks;
    private final Effort effort;
    private final boolean isLazy;
    private final int[] hashHead = new int[1 << HASH_BITS];
    private final int[] hashPrevious = new int[WINDOW];
    private final byte[] window = new byte[2 * WINDOW];
    private final int[] tokens = new int[MAX_TOKENS];
    private int tokenCount;
    private int hashOffset = 1;
    private int chainHead = -1;
    private int index;
    private int windowEnd;
    private int blockStart;
    private boolean hasPending;
    private int length = MIN_MATCH - 1;
    private int distance;
    private boolean isLast;

    /**
     * Deflates to a stream, which stays open.
     *
     * @param level 2 to 9
     */
    public GoDeflate(OutputStream out, int level) {
        this.blocks = new GoBlockWriter(out);
        this.effort = EFFORTS[level - 2];
        this.isLazy = effort.fastSkip == LAZY;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            compress();
            shift();
            int taken = Math.min(left, window.length - windowEnd);
            System.arraycopy(bytes, from, window, windowEnd, taken);
            windowEnd += taken;
            from += taken;
            left -= taken;
        }
    }

    /** Ends the stream; what it is written to stays open. */
    @Override
    public void close() throws IOException {
        isLast = true;
        compress();
        blocks.finish();
    }

    private void shift() {
        if (index < 2 * WINDOW - (MIN_MATCH + MAX_MATCH)) {
            return;
        }
        System.arraycopy(window, WINDOW, window, 0, WINDOW);
        index -= WINDOW;
        windowEnd -= WINDOW;
        blockStart = blockStart >= WINDOW ? blockStart - WINDOW : Integer.MAX_VALUE;
        hashOffset += WINDOW;
        if (hashOffset > MAX_HASH_OFFSET) {
            int delta = hashOffset - 1;
            hashOffset -= delta;
            chainHead -= delta;
            lower(hashPrevious, delta);
            lower(hashHead, delta);
        }
    }

    private static void lower(int[] positions, int delta) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] = Math.max(positions[i] - delta, 0);
        }
    }

    private void compress() throws IOException {
        if (windowEnd - index < MIN_MATCH + MAX_MATCH && !isLast) {
            return;
        }
        int insertEnd = windowEnd - (MIN_MATCH - 1);
        while (true) {
            int ahead = windowEnd - index;
            if (ahead < MIN_MATCH + MAX_MATCH) {
                if (!isLast) {
                    return;
                }
                if (ahead == 0) {
                    flushTokens();
                    return;
                }
            }
            if (index < insertEnd) {
                chainHead = insert(index);
            }
            step(ahead, insertEnd);
        }
    }

    private void flushTokens() throws IOException {
        if (hasPending) {
            tokens[tokenCount++] = window[index - 1] & 0xff;
            hasPending = false;
        }
        if (tokenCount > 0) {
            writeBlock(index);
        }
    }

    private void step(int ahead, int insertEnd) throws IOException {
        int previousLength = length;
        int previousDistance = distance;
        length = MIN_MATCH - 1;
        distance = 0;
        int farthest = Math.max(index - WINDOW, 0);
        boolean isSought = isLazy ? ahead > previousLength && previousLength < effort.lazy : ahead > MIN_MATCH - 1;
        if (chainHead - hashOffset >= farthest && isSought) {
            findMatch(chainHead - hashOffset, ahead);
        }
        boolean isMatch = isLazy ? previousLength >= MIN_MATCH && length <= previousLength : length >= MIN_MATCH;
        if (isMatch) {
            tokens[tokenCount++] =
                    isLazy ? GoBlockBits.match(previousLength, previousDistance) : GoBlockBits.match(length, distance);
            skip(isLazy ? index + previousLength - 1 : index + length, insertEnd);
            if (tokenCount == MAX_TOKENS) {
                writeBlock(index);
            }
        } else {
            if (!isLazy || hasPending) {
                int at = isLazy ? index - 1 : index;
                tokens[tokenCount++] = window[at] & 0xff;
                if (tokenCount == MAX_TOKENS) {
                    writeBlock(at + 1);
                }
            }
            index++;
            hasPending = isLazy;
        }
    }

    /** Goes on behind a match; in between, positions are entered unless the match is too long for that. */
    private void skip(int end, int insertEnd) {
        if (length > effort.fastSkip) {
            index += length;
            return;
        }
        for (index++; index < end; index++) {
            if (index < insertEnd) {
                insert(index);
            }
        }
        if (isLazy) {
            hasPending = false;
            length = MIN_MATCH - 1;
        }
    }

    /** Enters a position; the one that was there for the same bytes is returned. */
    private int insert(int at) {
        int four = ((window[at] & 0xff) << 24)
                | ((window[at + 1] & 0xff) << 16)
                | ((window[at + 2] & 0xff) << 8)
                | (window[at + 3] & 0xff);
        int hash = (four * HASH_FACTOR) >>> (32 - HASH_BITS);
        int head = hashHead[hash];
        hashPrevious[at & WINDOW_MASK] = head;
        hashHead[hash] = at + hashOffset;
        return head;
    }

    private void findMatch(int head, int ahead) {
        int longest = Math.min(MAX_MATCH, ahead);
        int nice = Math.min(effort.nice, longest);
        int best = MIN_MATCH - 1;
        int tries = best >= effort.good ? effort.chain >> 2 : effort.chain;
        int farthest = index - WINDOW;
        byte end = window[index + best];
        int at = head;
        for (; tries > 0; tries--) {
            if (end == window[at + best]) {
                int found = matchLength(at, longest);
                if (found > best && (found > MIN_MATCH || index - at <= 4096)) {
                    best = found;
                    length = found;
                    distance = index - at;
                    if (found >= nice) {
                        return;
                    }
                    end = window[index + found];
                }
            }
            if (at == farthest) {
                return;
            }
            at = hashPrevious[at & WINDOW_MASK] - hashOffset;
            if (at < farthest || at < 0) {
                return;
            }
        }
    }

    private int matchLength(int at, int longest) {
        int mismatch = java.util.Arrays.mismatch(window, at, at + longest, window, index, index + longest);
        return mismatch < 0 ? longest : mismatch;
    }

    private void writeBlock(int end) throws IOException {
        // What has left the window cannot be stored any more.
        boolean isThere = blockStart <= end;
        blocks.writeBlock(tokens, tokenCount, window, isThere ? blockStart : -1, isThere ? end - blockStart : 0);
        blockStart = end;
        tokenCount = 0;
    }
}
