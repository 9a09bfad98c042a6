package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes blocks of deflate as Go's {@code compress/flate} does. Ported from {@code huffman_bit_writer.go} of Go 1.19
 * (Copyright 2009 The Go Authors, BSD licence).
 */
final class GoBlockWriter {
    private final GoBlockBits bits;
    private final int[] literalCounts = new int[GoBlockBits.LITERALS];
    private final int[] offsetCounts = new int[GoBlockBits.OFFSETS];
    private final GoHuffmanCode literalCode = new GoHuffmanCode(GoBlockBits.LITERALS);
    private final GoHuffmanCode offsetCode = new GoHuffmanCode(GoBlockBits.OFFSETS);
    private int literalsUsed;
    private int offsetsUsed;

    GoBlockWriter(OutputStream out) {
        this.bits = new GoBlockBits(out);
    }

    /** Writes tokens in the smallest way; what they stand for is stored if it is at hand and that is smaller still. */
    void writeBlock(int[] tokens, int count, byte[] input, int from, int length) throws IOException {
        countTokens(tokens, count);
        boolean storable = from >= 0 && length <= GoBlockBits.MAX_STORED;
        int extra = storable ? GoBlockBits.extraBits(literalCounts, offsetCounts) : 0;
        int fixed = 3
                + GoBlockBits.FIXED_LITERALS.bitLength(literalCounts)
                + GoBlockBits.FIXED_OFFSETS.bitLength(offsetCounts)
                + extra;
        int dynamic = dynamicSize(offsetCode) + extra;
        if (storable && (length + 5) * 8 < Math.min(fixed, dynamic)) {
            writeStored(input, from, length);
        } else if (dynamic < fixed) {
            bits.writeDynamicHeader(literalsUsed, offsetsUsed);
            writeTokens(tokens, count, literalCode, offsetCode);
        } else {
            bits.write(2, 3);
            writeTokens(tokens, count, GoBlockBits.FIXED_LITERALS, GoBlockBits.FIXED_OFFSETS);
        }
    }

    /** Writes tokens with a code of their own, or stores the input if that saves less than a 16th. */
    void writeDynamic(int[] tokens, int count, byte[] input, int length) throws IOException {
        countTokens(tokens, count);
        if (isStoredRather(length, dynamicSize(offsetCode))) {
            writeStored(input, 0, length);
        } else {
            bits.writeDynamicHeader(literalsUsed, offsetsUsed);
            writeTokens(tokens, count, literalCode, offsetCode);
        }
    }

    /** Writes bytes with a code of their own and without matches, or stores them if that saves less than a 16th. */
    void writeLiterals(byte[] input, int length) throws IOException {
        Arrays.fill(literalCounts, 0);
        for (int i = 0; i < length; i++) {
            literalCounts[input[i] & 0xff]++;
        }
        literalCounts[GoBlockBits.END_OF_BLOCK] = 1;
        literalsUsed = GoBlockBits.END_OF_BLOCK + 1;
        Arrays.fill(offsetCounts, 0);
        offsetCounts[0] = 1;
        offsetsUsed = 1;
        literalCode.generate(literalCounts, 15);
        if (isStoredRather(length, dynamicSize(GoBlockBits.ONE_OFFSET))) {
            writeStored(input, 0, length);
            return;
        }
        bits.writeDynamicHeader(literalsUsed, offsetsUsed);
        for (int i = 0; i < length; i++) {
            bits.writeCode(literalCode, input[i] & 0xff);
        }
        bits.writeCode(literalCode, GoBlockBits.END_OF_BLOCK);
    }

    /** Stores bytes as a block of their own. */
    void writeStored(byte[] input, int from, int length) throws IOException {
        bits.writeStored(input, from, length);
    }

    /** Ends the stream, with an empty block. */
    void finish() throws IOException {
        bits.writeStoredHeader(0, true);
        bits.flush();
    }

    private static boolean isStoredRather(int length, int size) {
        return (length + 5) * 8 < size + (size >> 4);
    }

    private void countTokens(int[] tokens, int count) {
        Arrays.fill(literalCounts, 0);
        Arrays.fill(offsetCounts, 0);
        GoBlockBits.count(tokens, count, literalCounts, offsetCounts);
        literalCounts[GoBlockBits.END_OF_BLOCK]++;
        literalsUsed = GoBlockBits.used(literalCounts);
        offsetsUsed = GoBlockBits.used(offsetCounts);
        if (offsetsUsed == 0) {
            // A code has to have one symbol at least.
            offsetCounts[0] = 1;
            offsetsUsed = 1;
        }
        literalCode.generate(literalCounts, 15);
        offsetCode.generate(offsetCounts, 15);
    }

    /** Without the extra bits of lengths and distances. */
    private int dynamicSize(GoHuffmanCode offsets) {
        bits.generateLengths(literalCode, literalsUsed, offsets, offsetsUsed);
        return bits.headerSize() + literalCode.bitLength(literalCounts) + offsets.bitLength(offsetCounts);
    }

    private void writeTokens(int[] tokens, int count, GoHuffmanCode literals, GoHuffmanCode offsets)
            throws IOException {
        bits.writeTokens(tokens, count, literals, offsets);
        bits.writeCode(literals, GoBlockBits.END_OF_BLOCK);
    }
}
