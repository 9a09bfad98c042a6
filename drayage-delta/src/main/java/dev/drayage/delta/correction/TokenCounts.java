package dev.drayage.delta.correction;

import dev.drayage.compress.deflate.CodeLengths;
import dev.drayage.compress.deflate.HuffmanTree;
import dev.drayage.delta.deflate.GoBlockBits;
import dev.drayage.delta.deflate.GoHuffmanCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntUnaryOperator;

/** How often each symbol occurs in a block, and which header that makes. */
final class TokenCounts {
    private final int[] literals = new int[GoBlockBits.LITERALS];
    private final int[] offsets = new int[GoBlockBits.OFFSETS];

    TokenCounts(int[] tokens, int count) {
        GoBlockBits.count(tokens, count, literals, offsets);
        literals[GoBlockBits.END_OF_BLOCK] = 1;
    }

    /** The header that zlib and gzip write. */
    DynamicHeader zlibHeader() throws IOException {
        HuffmanTree literalTree = HuffmanTree.of(literals, HuffmanTree.MAX_BITS);
        HuffmanTree offsetTree = HuffmanTree.of(offsets, HuffmanTree.MAX_BITS);
        CodeLengths lengths = new CodeLengths(literalTree, offsetTree);
        return DynamicHeader.read(new MadeHeader(
                new int[] {literalTree.last() - GoBlockBits.END_OF_BLOCK, offsetTree.last(), lengths.ownCount() - 4},
                lengths::ownLength,
                lengths::run,
                lengths::runExtra,
                0));
    }

    /** The header that Go writes. */
    DynamicHeader goHeader() throws IOException {
        int[] offsetCounts = offsets.clone();
        if (GoBlockBits.used(offsets) == 0) {
            offsetCounts[0] = 1;
        }
        GoHuffmanCode literalCode = new GoHuffmanCode(GoBlockBits.LITERALS);
        GoHuffmanCode offsetCode = new GoHuffmanCode(GoBlockBits.OFFSETS);
        literalCode.generate(literals, HuffmanTree.MAX_BITS);
        offsetCode.generate(offsetCounts, HuffmanTree.MAX_BITS);
        GoBlockBits bits = new GoBlockBits(OutputStream.nullOutputStream());
        int literalsUsed = GoBlockBits.used(literals);
        int offsetsUsed = GoBlockBits.used(offsetCounts);
        bits.generateLengths(literalCode, literalsUsed, offsetCode, offsetsUsed);
        return DynamicHeader.read(new MadeHeader(
                new int[] {literalsUsed - GoBlockBits.LENGTH_CODES, offsetsUsed - 1, bits.ownCount() - 4},
                bits::ownLength,
                bits::run,
                bits::run,
                1));
    }

    /** A header of which all is known. */
    private static final class MadeHeader implements DynamicHeader.Fields {
        private final int[] counts;
        private final IntUnaryOperator ownLengths;
        private final IntUnaryOperator symbols;
        private final IntUnaryOperator extras;
        private final int extraStep;
        private int countsRead;
        private int ownRead;
        private int read;

        /** @param extraStep how much further on than its symbol an extra is */
        MadeHeader(
                int[] counts,
                IntUnaryOperator ownLengths,
                IntUnaryOperator symbols,
                IntUnaryOperator extras,
                int extraStep) {
            this.counts = counts;
            this.ownLengths = ownLengths;
            this.symbols = symbols;
            this.extras = extras;
            this.extraStep = extraStep;
        }

        @Override
        public int count(int bits) {
            return counts[countsRead++];
        }

        @Override
        public int ownLength() {
            return ownLengths.applyAsInt(ownRead++);
        }

        @Override
        public void own(int[] bySymbol) {
            // Symbols are not coded here.
        }

        @Override
        public int symbol() {
            return symbols.applyAsInt(read++);
        }

        @Override
        public int extra(int bits) {
            int extra = extras.applyAsInt(read - 1 + extraStep);
            read += extraStep;
            return extra;
        }
    }
}
