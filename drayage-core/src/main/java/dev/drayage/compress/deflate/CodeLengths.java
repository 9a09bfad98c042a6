package dev.drayage.compress.deflate;

import java.io.IOException;

/** The header of a dynamic block: the code lengths of both trees, run-length encoded in a code of their own (RFC 1951, 3.2.7). */
public final class CodeLengths {
    private static final int SYMBOLS = 19;
    /** The length before, 3 to 6 times. */
    private static final int REPEAT = 16;
    /** 3 to 10 times 0. */
    private static final int ZEROS = 17;
    /** 11 to 138 times 0. */
    private static final int MANY_ZEROS = 18;

    private static final int MIN_RUN = 3;
    private static final int MAX_REPEATED = 6;
    private static final int MIN_MANY_ZEROS = 11;
    private static final int MAX_ZEROS = 138;

    private static final int MAX_BITS = 7;
    /** The order in which the lengths of this code come. */
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private static final int MIN_OWN_LENGTHS = 4;
    private static final int OWN_LENGTH_BITS = 3;
    private static final int COUNTS_BITS = 5 + 5 + 4;

    private final HuffmanTree literals;
    private final HuffmanTree distances;
    /** Symbols, with their extra bits from the ninth bit on. */
    private final int[] runs = new int[Alphabet.LITERALS_AND_LENGTHS + Alphabet.DISTANCES];

    private int runCount;
    private final int[] frequencies = new int[SYMBOLS];
    private final HuffmanTree own;
    private final int ownLengths;

    /** The header for two codes. */
    public CodeLengths(HuffmanTree literals, HuffmanTree distances) {
        this.literals = literals;
        this.distances = distances;
        findRuns(literals);
        findRuns(distances);
        own = HuffmanTree.of(frequencies, MAX_BITS);
        int count = SYMBOLS;
        while (count > MIN_OWN_LENGTHS && own.length(ORDER[count - 1]) == 0) {
            count--;
        }
        ownLengths = count;
    }

    private void findRuns(HuffmanTree tree) {
        for (int symbol = 0; symbol <= tree.last(); ) {
            int length = tree.length(symbol);
            int end = symbol + 1;
            while (end <= tree.last() && tree.length(end) == length) {
                end++;
            }
            int count = end - symbol;
            symbol = end;
            if (length != 0) {
                add(length, 0);
                count--;
            }
            while (count > 0) {
                count -= length == 0 ? addZeros(count) : addRepeated(length, count);
            }
        }
    }

    private int addZeros(int count) {
        if (count < MIN_RUN) {
            add(0, 0);
            return 1;
        }
        int run = Math.min(count, MAX_ZEROS);
        if (run < MIN_MANY_ZEROS) {
            add(ZEROS, run - MIN_RUN);
        } else {
            add(MANY_ZEROS, run - MIN_MANY_ZEROS);
        }
        return run;
    }

    private int addRepeated(int length, int count) {
        if (count < MIN_RUN) {
            add(length, 0);
            return 1;
        }
        int run = Math.min(count, MAX_REPEATED);
        add(REPEAT, run - MIN_RUN);
        return run;
    }

    private void add(int symbol, int extra) {
        runs[runCount++] = symbol | extra << Byte.SIZE;
        frequencies[symbol]++;
    }

    private static int extraBits(int symbol) {
        return switch (symbol) {
            case REPEAT -> 2;
            case ZEROS -> 3;
            case MANY_ZEROS -> 7;
            default -> 0;
        };
    }

    /** How many lengths there are of the code that these are written in. */
    public int ownCount() {
        return ownLengths;
    }

    /** One of them, in the order in which they are written. */
    public int ownLength(int at) {
        return own.length(ORDER[at]);
    }

    /** One of the symbols that the lengths of both codes are written with. */
    public int run(int at) {
        return runs[at] & 0xff;
    }

    /** What its extra bits say. */
    public int runExtra(int at) {
        return runs[at] >> Byte.SIZE;
    }

    long bits() {
        long extra = 0;
        for (int symbol = REPEAT; symbol <= MANY_ZEROS; symbol++) {
            extra += (long) frequencies[symbol] * extraBits(symbol);
        }
        return COUNTS_BITS + (long) OWN_LENGTH_BITS * ownLengths + own.bits(frequencies) + extra;
    }

    void write(BitWriter target) throws IOException {
        target.write(literals.last() - Alphabet.END_OF_BLOCK, 5);
        target.write(distances.last(), 5);
        target.write(ownLengths - MIN_OWN_LENGTHS, 4);
        for (int at = 0; at < ownLengths; at++) {
            target.write(own.length(ORDER[at]), OWN_LENGTH_BITS);
        }
        for (int at = 0; at < runCount; at++) {
            int symbol = runs[at] & 0xff;
            own.write(symbol, runs[at] >> Byte.SIZE, extraBits(symbol), target);
        }
    }
}
