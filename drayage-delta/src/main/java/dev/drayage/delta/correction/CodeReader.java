package dev.drayage.delta.correction;

import java.io.IOException;
import java.util.Arrays;

/** Reads symbols of a prefix code (RFC 1951, 3.2.2). */
final class CodeReader {
    private static final int MAX_BITS = 15;
    private static final int TABLE_BITS = 9;
    private static final int LENGTH_BITS = 4;

    /** By the next bits, a symbol and how many bits it has; 0 for longer ones. */
    private final int[] table = new int[1 << TABLE_BITS];
    /** How many codes there are of each length. */
    private final int[] counts = new int[MAX_BITS + 1];
    /** In the order of their codes. */
    private final int[] symbols;

    CodeReader(int[] lengths, int from, int end) throws CorrectionException {
        symbols = new int[end - from];
        for (int i = from; i < end; i++) {
            counts[lengths[i]]++;
        }
        counts[0] = 0;
        int[] next = new int[MAX_BITS + 2];
        int left = 1;
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            left = (left << 1) - counts[bits];
            if (left < 0) {
                throw new CorrectionException("is for what is no deflate that is known here");
            }
            next[bits + 1] = next[bits] + counts[bits];
        }
        for (int i = from; i < end; i++) {
            if (lengths[i] != 0) {
                symbols[next[lengths[i]]++] = i - from;
            }
        }
        fillTable();
    }

    private void fillTable() {
        int code = 0;
        int at = 0;
        for (int bits = 1; bits <= TABLE_BITS; bits++) {
            for (int i = 0; i < counts[bits]; i++) {
                int entry = symbols[at++] << LENGTH_BITS | bits;
                int first = Integer.reverse(code++) >>> (Integer.SIZE - bits);
                for (int slot = first; slot < table.length; slot += 1 << bits) {
                    table[slot] = entry;
                }
            }
            code <<= 1;
        }
    }

    int read(BitReader in) throws IOException {
        int ahead = in.peek(MAX_BITS);
        int entry = table[ahead & (table.length - 1)];
        if (entry != 0) {
            in.take(entry & ((1 << LENGTH_BITS) - 1));
            return entry >> LENGTH_BITS;
        }
        int code = 0;
        int first = 0;
        int index = 0;
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            code |= ahead >> (bits - 1) & 1;
            int count = counts[bits];
            if (code - count < first) {
                in.take(bits);
                return symbols[index + code - first];
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        throw new CorrectionException("is for what is no deflate that is known here");
    }

    /** The code with runs of a length: how many symbols, and how many bits each has. */
    static CodeReader fixed(int... runs) {
        int[] lengths = new int[total(runs)];
        int at = 0;
        for (int i = 0; i < runs.length; i += 2) {
            Arrays.fill(lengths, at, at + runs[i], runs[i + 1]);
            at += runs[i];
        }
        try {
            return new CodeReader(lengths, 0, lengths.length);
        } catch (CorrectionException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static int total(int[] runs) {
        int total = 0;
        for (int i = 0; i < runs.length; i += 2) {
            total += runs[i];
        }
        return total;
    }
}
