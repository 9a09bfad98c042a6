package dev.drayage.delta.deflate;

import java.util.Arrays;

/**
 * A Huffman code as Go's {@code compress/flate} makes it. Ported from {@code huffman_code.go} of Go 1.19 (Copyright 2009
 * The Go Authors, BSD licence).
 */
public final class GoHuffmanCode {
    private static final int MAX_BITS = 16;

    private final int[] codes;
    private final int[] lengths;
    private final long[] nodes;

    /** A code without symbols. */
    public GoHuffmanCode(int symbols) {
        codes = new int[symbols];
        lengths = new int[symbols];
        nodes = new long[symbols + 1];
    }

    static GoHuffmanCode fixedLiterals() {
        GoHuffmanCode fixed = new GoHuffmanCode(286);
        for (int symbol = 0; symbol < 286; symbol++) {
            if (symbol < 144) {
                fixed.set(symbol, symbol + 48, 8);
            } else if (symbol < 256) {
                fixed.set(symbol, symbol + 400 - 144, 9);
            } else if (symbol < 280) {
                fixed.set(symbol, symbol - 256, 7);
            } else {
                fixed.set(symbol, symbol + 192 - 280, 8);
            }
        }
        return fixed;
    }

    static GoHuffmanCode fixedOffsets() {
        GoHuffmanCode fixed = new GoHuffmanCode(30);
        for (int symbol = 0; symbol < 30; symbol++) {
            fixed.set(symbol, symbol, 5);
        }
        return fixed;
    }

    /** The code with these lengths (RFC 1951, 3.2.2). */
    public static GoHuffmanCode ofLengths(int[] lengths, int from, int symbols) {
        GoHuffmanCode code = new GoHuffmanCode(symbols);
        int next = 0;
        for (int bits = 1; bits < MAX_BITS; bits++) {
            next <<= 1;
            for (int symbol = 0; symbol < symbols; symbol++) {
                if (lengths[from + symbol] == bits) {
                    code.set(symbol, next++, bits);
                }
            }
        }
        return code;
    }

    int code(int symbol) {
        return codes[symbol];
    }

    /** How many bits a symbol has; 0 if it has no code. */
    public int length(int symbol) {
        return lengths[symbol];
    }

    /** Whether the symbol was among those that the code was made for. */
    boolean has(int symbol) {
        return lengths[symbol] > 0;
    }

    /** How many bits so many of each symbol take. */
    int bitLength(int[] counts) {
        int total = 0;
        for (int symbol = 0; symbol < counts.length; symbol++) {
            total += counts[symbol] * lengths[symbol];
        }
        return total;
    }

    /** The shortest code of at most {@code maxBits} for these counts. */
    public void generate(int[] counts, int maxBits) {
        generate(counts, counts.length, maxBits);
    }

    /** The same for the first symbols; the others keep what they had. */
    void generate(int[] counts, int symbols, int maxBits) {
        int used = 0;
        for (int symbol = 0; symbol < symbols; symbol++) {
            if (counts[symbol] == 0) {
                lengths[symbol] = 0;
            } else {
                nodes[used++] = (long) counts[symbol] << 16 | symbol;
            }
        }
        if (used <= 2) {
            for (int i = 0; i < used; i++) {
                set((int) nodes[i] & 0xffff, i, 1);
            }
            return;
        }
        Arrays.sort(nodes, 0, used);
        assign(bitCounts(used, maxBits), used);
    }

    private void set(int symbol, int code, int length) {
        codes[symbol] = Integer.reverse(code) >>> (32 - length);
        lengths[symbol] = length;
    }

    private int count(int node, int used) {
        return node < used ? (int) (nodes[node] >>> 16) : Integer.MAX_VALUE;
    }

    /** How many symbols get each length: by the boundary package-merge algorithm. */
    private int[] bitCounts(int used, int limit) {
        int top = Math.min(limit, used - 1);
        int[] last = new int[MAX_BITS + 1];
        int[] nextLeaf = new int[MAX_BITS + 1];
        int[] nextPair = new int[MAX_BITS + 1];
        int[] needed = new int[MAX_BITS + 1];
        int[][] leaves = new int[MAX_BITS][MAX_BITS];
        for (int level = 1; level <= top; level++) {
            last[level] = count(1, used);
            nextLeaf[level] = count(2, used);
            nextPair[level] = level == 1 ? Integer.MAX_VALUE : count(0, used) + count(1, used);
            leaves[level][level] = 2;
        }
        needed[top] = 2 * used - 4;
        int level = top;
        while (true) {
            if (nextPair[level] == Integer.MAX_VALUE && nextLeaf[level] == Integer.MAX_VALUE) {
                needed[level] = 0;
                nextPair[level + 1] = Integer.MAX_VALUE;
                level++;
                continue;
            }
            int before = last[level];
            if (nextLeaf[level] < nextPair[level]) {
                last[level] = nextLeaf[level];
                leaves[level][level]++;
                nextLeaf[level] = count(leaves[level][level], used);
            } else {
                last[level] = nextPair[level];
                System.arraycopy(leaves[level - 1], 0, leaves[level], 0, level);
                needed[level - 1] = 2;
            }
            if (--needed[level] == 0) {
                if (level == top) {
                    break;
                }
                nextPair[level + 1] = before + last[level];
                level++;
            } else {
                while (needed[level - 1] > 0) {
                    level--;
                }
            }
        }
        int[] counts = new int[top + 1];
        int bits = 1;
        for (int i = top; i > 0; i--) {
            counts[bits++] = leaves[top][i] - leaves[top][i - 1];
        }
        return counts;
    }

    /** The rarest have the longest codes; codes of one length are in the order of symbols. */
    private void assign(int[] bitCounts, int used) {
        int end = used;
        int code = 0;
        int[] chunk = new int[used];
        for (int bits = 1; bits < bitCounts.length; bits++) {
            code <<= 1;
            int count = bitCounts[bits];
            for (int i = 0; i < count; i++) {
                chunk[i] = (int) nodes[end - count + i] & 0xffff;
            }
            Arrays.sort(chunk, 0, count);
            for (int i = 0; i < count; i++) {
                set(chunk[i], code++, bits);
            }
            end -= count;
        }
    }
}
