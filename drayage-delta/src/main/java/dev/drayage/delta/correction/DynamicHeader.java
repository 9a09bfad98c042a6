package dev.drayage.delta.correction;

import dev.drayage.delta.deflate.GoBlockBits;
import dev.drayage.delta.deflate.GoHuffmanCode;
import java.io.IOException;
import java.util.Arrays;

/** The header of a block with codes of its own, as it was written (RFC 1951, 3.2.7). */
final class DynamicHeader {
    static final int LENGTH_SYMBOLS = 19;
    private static final int REPEAT = 16;
    private static final int ZEROS = 17;
    private static final int MANY_ZEROS = 18;
    private static final int MAX_LITERALS = 286;
    private static final int MAX_OFFSETS = 30;

    final int literals;
    final int offsets;
    final int ownCount;
    /** In the order in which they are written. */
    final int[] ownLengths;
    /** Symbols, with their extra bits from the fifth bit on. */
    final int[] runs;

    final int runCount;
    private final int[] lengths;

    private DynamicHeader(
            int literals, int offsets, int ownCount, int[] ownLengths, int[] runs, int runCount, int[] lengths) {
        this.literals = literals;
        this.offsets = offsets;
        this.ownCount = ownCount;
        this.ownLengths = ownLengths;
        this.runs = runs;
        this.runCount = runCount;
        this.lengths = lengths;
    }

    /** Where the fields of a header come from, one after the other. */
    interface Fields {
        /** How many symbols there are of literals, less 257, of offsets, less 1, or of lengths, less 4. */
        int count(int bits) throws IOException;

        /** The next length of the code for lengths. */
        int ownLength() throws IOException;

        /** Says what that code is. */
        void own(int[] bySymbol) throws IOException;

        /** The next symbol of lengths. */
        int symbol() throws IOException;

        /** What is added to it. */
        int extra(int bits) throws IOException;
    }

    static DynamicHeader read(Fields in) throws IOException {
        int literals = in.count(5) + 257;
        int offsets = in.count(5) + 1;
        int ownCount = in.count(4) + 4;
        if (literals > MAX_LITERALS || offsets > MAX_OFFSETS || ownCount > LENGTH_SYMBOLS) {
            throw new CorrectionException("is for what is no deflate that is known here");
        }
        int[] ownLengths = new int[ownCount];
        int[] bySymbol = new int[LENGTH_SYMBOLS];
        for (int i = 0; i < ownCount; i++) {
            ownLengths[i] = in.ownLength();
            bySymbol[GoBlockBits.ownSymbol(i)] = ownLengths[i];
        }
        in.own(bySymbol);
        int all = literals + offsets;
        int[] lengths = new int[all];
        int[] runs = new int[all];
        int runCount = 0;
        for (int at = 0; at < all; ) {
            int symbol = in.symbol();
            int extra = symbol < REPEAT ? 0 : in.extra(extraBits(symbol));
            int count = symbol < REPEAT ? 1 : extra + (symbol == MANY_ZEROS ? 11 : 3);
            int length = symbol < REPEAT ? symbol : (symbol == REPEAT && at > 0) ? lengths[at - 1] : 0;
            if (at + count > all || (symbol == REPEAT && at == 0)) {
                throw new CorrectionException("is for what is no deflate that is known here");
            }
            Arrays.fill(lengths, at, at + count, length);
            at += count;
            runs[runCount++] = symbol | extra << 5;
        }
        return new DynamicHeader(literals, offsets, ownCount, ownLengths, runs, runCount, lengths);
    }

    private static int extraBits(int symbol) {
        return symbol == REPEAT ? 2 : symbol == ZEROS ? 3 : 7;
    }

    /** The lengths of literals, then those of offsets. */
    int[] lengths() {
        return lengths;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DynamicHeader that
                && literals == that.literals
                && offsets == that.offsets
                && Arrays.equals(ownLengths, that.ownLengths)
                && Arrays.equals(runs, 0, runCount, that.runs, 0, that.runCount);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ownLengths);
    }

    void write(GoBlockBits out) throws IOException {
        out.write(literals - 257, 5);
        out.write(offsets - 1, 5);
        out.write(ownCount - 4, 4);
        int[] bySymbol = new int[LENGTH_SYMBOLS];
        for (int i = 0; i < ownCount; i++) {
            out.write(ownLengths[i], 3);
            bySymbol[GoBlockBits.ownSymbol(i)] = ownLengths[i];
        }
        GoHuffmanCode own = GoHuffmanCode.ofLengths(bySymbol, 0, LENGTH_SYMBOLS);
        for (int i = 0; i < runCount; i++) {
            int symbol = runs[i] & 31;
            out.writeCode(own, symbol);
            if (symbol >= REPEAT) {
                out.write(runs[i] >> 5, extraBits(symbol));
            }
        }
    }
}
