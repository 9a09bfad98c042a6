package dev.drayage.delta.deflate;

import java.util.Arrays;

/** What a piece of input became, and how often each symbol occurs in it. */
final class KlauspostTokens {
    /** As {@link GoBlockBits#match} and bytes. */
    final int[] tokens = new int[GoBlockBits.MAX_STORED + 1];

    int count;
    final int[] literals = new int[GoBlockBits.LITERALS];
    final int[] offsets = new int[GoBlockBits.OFFSETS];

    void clear() {
        count = 0;
        Arrays.fill(literals, 0);
        Arrays.fill(offsets, 0);
    }

    void addLiterals(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            int literal = bytes[i] & 0xff;
            tokens[count++] = literal;
            literals[literal]++;
        }
    }

    /** Adds a match of any length, in several pieces if need be. */
    void addMatch(int length, int distance) {
        int offsetCode = GoBlockBits.offsetCode(distance - 1);
        int left = length;
        while (left > 0) {
            int piece = left;
            if (left > 258) {
                // What is left over has to be a match, too.
                piece = left > 258 + 3 ? 258 : 258 - 3;
            }
            left -= piece;
            literals[GoBlockBits.LENGTH_CODES + GoBlockBits.lengthCode(piece - 3)]++;
            offsets[offsetCode]++;
            tokens[count++] = GoBlockBits.match(piece, distance);
        }
    }

    /**
     * How many bits the best code would need, by entropy.
     *
     * @param total how many symbols there are, with the end of the block if that is written with them
     */
    int estimatedBits(int total) {
        float entropy = 0;
        int extra = 0;
        int matches = 0;
        if (total > 0) {
            float inverse = 1.0f / (float) total;
            for (int symbol = 0; symbol < 256; symbol++) {
                entropy += share(literals[symbol], inverse);
            }
            entropy += 15;
            for (int symbol = GoBlockBits.LENGTH_CODES; symbol < GoBlockBits.LITERALS; symbol++) {
                entropy += share(literals[symbol], inverse);
                extra += GoBlockBits.lengthExtra(symbol - GoBlockBits.LENGTH_CODES) * literals[symbol];
                matches += literals[symbol];
            }
        }
        if (matches > 0) {
            float inverse = 1.0f / (float) matches;
            for (int symbol = 0; symbol < GoBlockBits.OFFSETS; symbol++) {
                entropy += share(offsets[symbol], inverse);
                extra += GoBlockBits.offsetExtra(symbol) * offsets[symbol];
            }
        }
        return (int) entropy + extra;
    }

    private static float share(int count, float inverse) {
        if (count == 0) {
            return 0;
        }
        float n = count;
        return Math.min(Math.max(-log2(n * inverse), 1), 15) * n;
    }

    /** About the logarithm: which of its last bits are wrong matters for what is written. */
    private static float log2(float value) {
        int bits = Float.floatToRawIntBits(value);
        float log = (float) (((bits >> 23) & 255) - 128);
        bits &= -0x7f800001;
        bits += 127 << 23;
        float mantissa = Float.intBitsToFloat(bits);
        return log + ((-0.34484842f * mantissa + 2.0246658f) * mantissa - 0.6748776f);
    }
}
