package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Compresses as Go's {@code compress/flate} does at level 1. Ported from {@code deflatefast.go} of Go 1.19 (Copyright 2016
 * The Go Authors, BSD licence).
 */
public final class GoFastDeflate extends ChunkStream {
    private static final int BLOCK = GoBlockBits.MAX_STORED;
    private static final int TABLE_BITS = 14;
    private static final int MARGIN = 15;
    private static final int MAX_DISTANCE = 1 << 15;
    private static final int MAX_MATCH = 258;
    private static final int POSITION_LIMIT = Integer.MAX_VALUE - BLOCK * 2;

    private final GoBlockWriter blocks;
    private final byte[] block = new byte[BLOCK];
    private final byte[] previous = new byte[BLOCK];
    private final int[] tokens = new int[BLOCK];
    private final int[] values = new int[1 << TABLE_BITS];
    private final int[] positions = new int[1 << TABLE_BITS];
    private int size;
    private int previousSize;
    private int base = BLOCK;
    private int tokenCount;

    /** Deflates to a stream, which stays open. */
    public GoFastDeflate(OutputStream out) {
        this.blocks = new GoBlockWriter(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (size == BLOCK) {
                compress();
            }
            int taken = Math.min(left, BLOCK - size);
            System.arraycopy(bytes, from, block, size, taken);
            size += taken;
            from += taken;
            left -= taken;
        }
    }

    /** Ends the stream; what it is written to stays open. */
    @Override
    public void close() throws IOException {
        if (size > 0 && size <= 16) {
            blocks.writeStored(block, 0, size);
        } else if (size > 0 && size < 128) {
            blocks.writeLiterals(block, size);
        } else if (size > 0) {
            compress();
        }
        blocks.finish();
    }

    private void compress() throws IOException {
        tokenCount = 0;
        encode();
        if (tokenCount > size - (size >> 4)) {
            blocks.writeLiterals(block, size);
        } else {
            blocks.writeDynamic(tokens, tokenCount, block, size);
        }
        size = 0;
    }

    private void encode() {
        if (base >= POSITION_LIMIT) {
            lowerPositions();
        }
        int limit = size - MARGIN;
        int emitted = 0;
        int at = 0;
        int four = load(0);
        int nextHash = hash(four);
        search:
        while (true) {
            int skip = 32;
            int next = at;
            int candidate;
            while (true) {
                at = next;
                int step = skip >> 5;
                next = at + step;
                skip += step;
                if (next > limit) {
                    break search;
                }
                candidate = positions[nextHash];
                int candidateValue = values[nextHash];
                int nextFour = load(next);
                positions[nextHash] = at + base;
                values[nextHash] = four;
                nextHash = hash(nextFour);
                boolean isFound = at - (candidate - base) <= MAX_DISTANCE && four == candidateValue;
                if (isFound) {
                    break;
                }
                four = nextFour;
            }
            emitLiterals(emitted, at);
            while (true) {
                int distance = at - (candidate - base);
                at += 4;
                int more = matchLength(at, at - distance);
                tokens[tokenCount++] = GoBlockBits.match(more + 4, distance);
                at += more;
                emitted = at;
                if (at >= limit) {
                    break search;
                }
                int behind = load(at - 1);
                int hash = hash(behind);
                positions[hash] = base + at - 1;
                values[hash] = behind;
                int here = load(at);
                hash = hash(here);
                candidate = positions[hash];
                int candidateValue = values[hash];
                positions[hash] = base + at;
                values[hash] = here;
                if (at - (candidate - base) > MAX_DISTANCE || here != candidateValue) {
                    four = load(at + 1);
                    nextHash = hash(four);
                    at++;
                    break;
                }
            }
        }
        emitLiterals(emitted, size);
        base += size;
        System.arraycopy(block, 0, previous, 0, size);
        previousSize = size;
    }

    private void emitLiterals(int from, int end) {
        for (int i = from; i < end; i++) {
            tokens[tokenCount++] = block[i] & 0xff;
        }
    }

    private int load(int at) {
        return (block[at] & 0xff)
                | ((block[at + 1] & 0xff) << 8)
                | ((block[at + 2] & 0xff) << 16)
                | ((block[at + 3] & 0xff) << 24);
    }

    private static int hash(int four) {
        return (four * 0x1e35a7bd) >>> (32 - TABLE_BITS);
    }

    /** How far what is here equals what is at a place that may lie in the block before, before the beginning of this. */
    private int matchLength(int at, int other) {
        int end = Math.min(at + MAX_MATCH - 4, size);
        if (other >= 0) {
            return equal(block, other, at, end);
        }
        int from = previousSize + other;
        if (from < 0) {
            return 0;
        }
        int inPrevious = Math.min(end - at, previousSize - from);
        int found = equal(previous, from, at, at + inPrevious);
        if (found < inPrevious || at + found == end) {
            return found;
        }
        return found + equal(block, 0, at + found, end);
    }

    private int equal(byte[] bytes, int from, int at, int end) {
        int mismatch = Arrays.mismatch(block, at, end, bytes, from, from + end - at);
        return mismatch < 0 ? end - at : mismatch;
    }

    private void lowerPositions() {
        for (int i = 0; i < positions.length; i++) {
            positions[i] = previousSize == 0 ? 0 : Math.max(positions[i] - base + MAX_DISTANCE + 1, 0);
            if (previousSize == 0) {
                values[i] = 0;
            }
        }
        base = MAX_DISTANCE + 1;
    }
}
