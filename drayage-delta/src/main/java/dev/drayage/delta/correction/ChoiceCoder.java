package dev.drayage.delta.correction;

import java.io.IOException;
import java.util.Arrays;

/**
 * Codes choices by how often they were made before. One class serves both directions: what encodes takes a choice and gives
 * it back; what decodes gives the choice that was taken, whatever it is given.
 */
abstract class ChoiceCoder {
    static final int ODDS_BITS = 15;
    static final int RENEWAL = 5;
    private static final short EVEN = 1 << (ODDS_BITS - 1);
    private static final int NUMBER_BITS = 5;

    /** Odds for some kinds of choices; none was made yet. */
    static short[] odds(int kinds) {
        short[] odds = new short[kinds];
        Arrays.fill(odds, EVEN);
        return odds;
    }

    /** Odds for numbers of so many bits. */
    static short[] oddsOfTree(int bits) {
        return odds(1 << bits);
    }

    /** Odds for {@link #number}. */
    static short[] oddsOfNumber() {
        return oddsOfTree(NUMBER_BITS);
    }

    /** A bit of a kind of which there may be more 0 than 1, or the other way round. */
    abstract int bit(short[] odds, int kind, int bit) throws IOException;

    /** Up to 30 bits, each as likely as the other. */
    abstract int even(int bits, int count) throws IOException;

    /** A number of a few bits. */
    final int tree(short[] odds, int bits, int value) throws IOException {
        int node = 1;
        for (int i = bits - 1; i >= 0; i--) {
            node = node << 1 | bit(odds, node, value >>> i & 1);
        }
        return node - (1 << bits);
    }

    /** A number from 0 to 2^31 - 2, the larger the more bits. */
    final int number(short[] odds, int value) throws IOException {
        int above = value + 1;
        int length = tree(odds, NUMBER_BITS, Integer.SIZE - 1 - Integer.numberOfLeadingZeros(above));
        if (length > 30) {
            throw new CorrectionException("has a number that is too large");
        }
        return (1 << length | even(above & ((1 << length) - 1), length)) - 1;
    }
}
