package dev.drayage.compress.deflate;

/**
 * The alphabets of RFC 1951, 3.2.5: literals, the end of a block and the lengths of matches in one, their distances in the
 * other. A symbol stands for a range of lengths or distances, and extra bits say which.
 */
final class Alphabet {
    static final int END_OF_BLOCK = 256;
    static final int LITERALS_AND_LENGTHS = 286;

    static final int DISTANCES = 30;
    static final int MIN_LENGTH = 3;
    static final int MAX_LENGTH = 258;

    private static final int FIRST_LENGTH = 257;
    private static final int LONGEST = 285;

    private Alphabet() {}

    /** The symbol for a match of {@value #MIN_LENGTH} to {@value #MAX_LENGTH} bytes. */
    static int lengthSymbol(int length) {
        if (length == MAX_LENGTH) {
            return LONGEST;
        }
        int above = length - MIN_LENGTH;
        int extra = extraBits(above, 2);
        return FIRST_LENGTH + (extra << 2) + (above >> extra);
    }

    /** How many extra bits a symbol of lengths has. */
    static int lengthExtraBits(int symbol) {
        return symbol == LONGEST ? 0 : Math.max(0, ((symbol - FIRST_LENGTH) >> 2) - 1);
    }

    /** The extra bits: how much longer it is than the shortest of its symbol. */
    static int lengthExtra(int length, int extraBits) {
        return (length - MIN_LENGTH) & ((1 << extraBits) - 1);
    }

    /** The symbol for a distance of 1 to 32768. */
    static int distanceSymbol(int distance) {
        int above = distance - 1;
        int extra = extraBits(above, 1);
        return (extra << 1) + (above >> extra);
    }

    /** How many extra bits a symbol of distances has. */
    static int distanceExtraBits(int symbol) {
        return Math.max(0, (symbol >> 1) - 1);
    }

    /** The extra bits: how much farther it is than the nearest of its symbol. */
    static int distanceExtra(int distance, int extraBits) {
        return (distance - 1) & ((1 << extraBits) - 1);
    }

    /** Ranges double in width every 2^{@code step} symbols. */
    private static int extraBits(int number, int step) {
        return Math.max(0, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(number) - step);
    }
}
