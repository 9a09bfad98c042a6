package dev.drayage.compress.deflate;

import java.io.IOException;

/** A prefix code for an alphabet; the lengths of the codes determine the codes (RFC 1951, 3.2.2). */
public final class HuffmanTree {
    /** The limit for literals, lengths and distances. */
    public static final int MAX_BITS = 15;

    /** Reversed: the bit at the root is the lowest. */
    private final int[] codes;

    private final byte[] lengths;
    private final int last;

    private HuffmanTree(byte[] lengths, int last) {
        this.lengths = lengths;
        this.last = last;
        this.codes = codesFor(lengths);
    }

    /** The best code for these frequencies, with no code longer than {@code maxBits}. */
    public static HuffmanTree of(int[] frequencies, int maxBits) {
        HuffmanBuilder builder = new HuffmanBuilder(frequencies, maxBits);
        return new HuffmanTree(builder.lengths(), builder.last());
    }

    /** The code with these lengths. */
    static HuffmanTree ofLengths(byte[] lengths) {
        return new HuffmanTree(lengths, lengths.length - 1);
    }

    /** Codes of one length follow each other in the order of their symbols. */
    private static int[] codesFor(byte[] lengths) {
        int[] next = new int[MAX_BITS + 2];
        for (byte length : lengths) {
            if (length != 0) {
                next[length + 1]++;
            }
        }
        for (int bits = 1; bits < next.length; bits++) {
            next[bits] = (next[bits] + next[bits - 1]) << 1;
        }
        int[] codes = new int[lengths.length];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int bits = lengths[symbol];
            if (bits != 0) {
                codes[symbol] = Integer.reverse(next[bits]++) >>> (Integer.SIZE - bits);
            }
        }
        return codes;
    }

    /** The highest symbol that has a code. */
    public int last() {
        return last;
    }

    /** 0 if the symbol has no code. */
    public int length(int symbol) {
        return lengths[symbol];
    }

    /** How many bits it takes for symbols of these frequencies. */
    long bits(int[] frequencies) {
        long bits = 0;
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            bits += (long) frequencies[symbol] * lengths[symbol];
        }
        return bits;
    }

    void write(int symbol, BitWriter target) throws IOException {
        target.write(codes[symbol], lengths[symbol]);
    }

    /** Writes the symbol and its extra bits. */
    void write(int symbol, int extra, int extraBits, BitWriter target) throws IOException {
        int length = lengths[symbol];
        target.write(codes[symbol] | extra << length, length + extraBits);
    }
}
