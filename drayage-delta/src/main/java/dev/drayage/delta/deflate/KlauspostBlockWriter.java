package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes blocks of deflate as {@code github.com/klauspost/compress/flate} does: a code may serve several pieces of input.
 * Ported from {@code huffman_bit_writer.go} and {@code token.go} of version 1.15.11 (Copyright 2009 The Go Authors, 2019
 * Klaus Post, BSD licence).
 */
final class KlauspostBlockWriter {
    private static final int MAX_PREDEFINED_TOKENS = 250;
    private static final int GUESSED_HEADER_BITS = 70 * 8;
    private static final int IMPOSSIBLE = Integer.MAX_VALUE;
    /** A new code has to save more than one 128th. */
    private static final int NEW_CODE_PENALTY = 7;

    private final GoBlockBits bits;
    private final KlauspostVersion version;
    private GoHuffmanCode literalCode = new GoHuffmanCode(GoBlockBits.LITERALS);
    private GoHuffmanCode spareCode = new GoHuffmanCode(GoBlockBits.LITERALS);
    private final GoHuffmanCode offsetCode = new GoHuffmanCode(GoBlockBits.OFFSETS);
    private final int[] literalCounts = new int[GoBlockBits.LITERALS];
    private final int[] offsetCounts = new int[GoBlockBits.OFFSETS];
    /** Of the block that is open, in bits; 0 if none is. */
    private int openHeader;

    private boolean isOpenWithoutMatches;

    KlauspostBlockWriter(OutputStream out, KlauspostVersion version) {
        this.bits = new GoBlockBits(out);
        this.version = version;
    }

    /** Stores bytes as a block of their own. */
    void writeStored(byte[] input, int length) throws IOException {
        endOpen();
        bits.writeStored(input, 0, length);
    }

    /** Ends what is open, and fills up the last byte. */
    void flush() throws IOException {
        endOpen();
        bits.writeStoredHeader(0, false);
        bits.flush();
    }

    /** Ends the stream, with an empty block. */
    void finish() throws IOException {
        endOpen();
        bits.write(3, 3);
        bits.write(0, 7);
        bits.flush();
    }

    /** What follows begins as if nothing had been written. */
    void reset() {
        openHeader = 0;
        isOpenWithoutMatches = false;
    }

    private void endOpen() throws IOException {
        if (openHeader > 0) {
            bits.writeCode(literalCode, GoBlockBits.END_OF_BLOCK);
            openHeader = 0;
        }
    }

    /**
     * Writes tokens, with the code of the open block if that is good enough.
     *
     * @param ends whether the block ends with them
     */
    void writeTokens(KlauspostTokens tokens, byte[] input, int length, boolean ends) throws IOException {
        if (isOpenWithoutMatches && openHeader > 0) {
            endOpen();
            isOpenWithoutMatches = false;
        }
        if (openHeader > 0 && !canReuse(tokens)) {
            endOpen();
        }
        System.arraycopy(tokens.literals, 0, literalCounts, 0, literalCounts.length);
        System.arraycopy(tokens.offsets, 0, offsetCounts, 0, offsetCounts.length);
        if (ends) {
            literalCounts[GoBlockBits.END_OF_BLOCK]++;
        }
        int tokenCount = tokens.count + (ends ? 1 : 0);
        int literalsUsed = GoBlockBits.LITERALS;
        int offsetsUsed = GoBlockBits.OFFSETS;
        if (ends || version.trimsCodes()) {
            literalCounts[GoBlockBits.END_OF_BLOCK] = 1;
            literalsUsed = GoBlockBits.used(literalCounts);
            offsetsUsed = GoBlockBits.used(offsetCounts);
            if (offsetsUsed == 0) {
                offsetCounts[0] = 1;
                offsetsUsed = 1;
            }
        }
        int extra = GoBlockBits.extraBits(literalCounts, offsetCounts);
        int stored = (length + 5) * 8;
        if (openHeader > 0) {
            int fresh = openHeader + tokens.estimatedBits(tokenCount);
            fresh += literalCode.length(GoBlockBits.END_OF_BLOCK) + (fresh >> NEW_CODE_PENALTY);
            int reused = literalCode.bitLength(literalCounts) + offsetCode.bitLength(offsetCounts) + extra;
            int size = Math.min(fresh, reused);
            if (fresh < reused) {
                endOpen();
            }
            boolean isFixed = tokenCount < MAX_PREDEFINED_TOKENS && fixedSize(extra) + 7 < size;
            if (stored <= size) {
                writeStored(input, length);
                return;
            }
            if (isFixed) {
                writeFixed(tokens);
                return;
            }
        }
        if (openHeader == 0) {
            literalCounts[GoBlockBits.END_OF_BLOCK] = 1;
            literalCode.generate(literalCounts, 15);
            offsetCode.generate(offsetCounts, 15);
            bits.generateLengths(literalCode, literalsUsed, offsetCode, offsetsUsed);
            int header = bits.headerSize();
            int size = header + literalCode.bitLength(literalCounts) + offsetCode.bitLength(offsetCounts) + extra;
            int fixed = tokenCount < MAX_PREDEFINED_TOKENS ? fixedSize(extra) : IMPOSSIBLE;
            if (stored <= Math.min(fixed, size)) {
                writeStored(input, length);
                return;
            }
            if (fixed <= size) {
                writeFixed(tokens);
                return;
            }
            bits.writeDynamicHeader(literalsUsed, offsetsUsed);
            openHeader = ends ? 0 : header;
            isOpenWithoutMatches = false;
        }
        if (ends) {
            openHeader = 0;
        }
        bits.writeTokens(tokens.tokens, tokens.count, literalCode, offsetCode);
        if (ends) {
            bits.writeCode(literalCode, GoBlockBits.END_OF_BLOCK);
        }
    }

    private void writeFixed(KlauspostTokens tokens) throws IOException {
        endOpen();
        bits.write(2, 3);
        bits.writeTokens(tokens.tokens, tokens.count, GoBlockBits.FIXED_LITERALS, GoBlockBits.FIXED_OFFSETS);
        bits.writeCode(GoBlockBits.FIXED_LITERALS, GoBlockBits.END_OF_BLOCK);
    }

    private int fixedSize(int extra) {
        return 3
                + GoBlockBits.FIXED_LITERALS.bitLength(literalCounts)
                + GoBlockBits.FIXED_OFFSETS.bitLength(offsetCounts)
                + extra;
    }

    private boolean canReuse(KlauspostTokens tokens) {
        return hasAll(offsetCode, tokens.offsets) && hasAll(literalCode, tokens.literals);
    }

    private static boolean hasAll(GoHuffmanCode code, int[] counts) {
        for (int symbol = 0; symbol < counts.length; symbol++) {
            if (counts[symbol] != 0 && !code.has(symbol)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Writes bytes without matches, with the code of the open block if that is good enough.
     *
     * @param ends whether the block ends with them
     */
    void writeLiterals(byte[] input, int length, boolean ends) throws IOException {
        Arrays.fill(literalCounts, 0);
        for (int i = 0; i < length; i++) {
            literalCounts[input[i] & 0xff]++;
        }
        if (length > 1024 && isIncompressible(length)) {
            writeStored(input, length);
            return;
        }
        literalCounts[GoBlockBits.END_OF_BLOCK] = 1;
        int used = GoBlockBits.END_OF_BLOCK + 1;
        spareCode.generate(literalCounts, used, 15);
        int estimate = reusedBits(spareCode, used);
        estimate += openHeader == 0 ? GUESSED_HEADER_BITS : openHeader;
        estimate += estimate >> NEW_CODE_PENALTY;
        if ((length + 5) * 8 <= estimate) {
            writeStored(input, length);
            return;
        }
        if (openHeader > 0 && estimate < reusedBits(literalCode, 256)) {
            endOpen();
        }
        if (openHeader == 0) {
            GoHuffmanCode made = spareCode;
            spareCode = literalCode;
            literalCode = made;
            bits.generateLengths(literalCode, used, GoBlockBits.ONE_OFFSET, 1);
            bits.writeDynamicHeader(used, 1);
            isOpenWithoutMatches = true;
            openHeader = bits.headerSize();
        }
        for (int i = 0; i < length; i++) {
            bits.writeCode(literalCode, input[i] & 0xff);
        }
        if (ends) {
            bits.writeCode(literalCode, GoBlockBits.END_OF_BLOCK);
            openHeader = 0;
            isOpenWithoutMatches = false;
        }
    }

    private int reusedBits(GoHuffmanCode code, int symbols) {
        int total = 0;
        for (int symbol = 0; symbol < symbols; symbol++) {
            if (literalCounts[symbol] != 0) {
                if (!code.has(symbol)) {
                    return IMPOSSIBLE;
                }
                total += literalCounts[symbol] * code.length(symbol);
            }
        }
        return total;
    }

    /** Whether all bytes are about equally frequent. */
    private boolean isIncompressible(int length) {
        double sum = 0;
        double average = (double) length / 256;
        double most = (double) (length * 2);
        for (int value = 0; value < 256; value++) {
            double difference = literalCounts[value] - average;
            sum += difference * difference;
            if (sum > most) {
                break;
            }
        }
        return sum < most;
    }
}
