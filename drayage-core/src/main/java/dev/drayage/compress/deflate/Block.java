package dev.drayage.compress.deflate;

import java.io.IOException;
import java.util.Arrays;

/** The symbols of one block, written in the shortest of the three forms. */
final class Block {
    private static final int STORED = 0;
    private static final int FIXED = 1;
    private static final int DYNAMIC = 2;
    private static final int HEADER_BITS = 3;
    /** LEN and NLEN. */
    private static final int STORED_LENGTH_BYTES = 4;

    private static final HuffmanTree FIXED_LITERALS = HuffmanTree.ofLengths(fixedLiterals());
    private static final HuffmanTree FIXED_DISTANCES = HuffmanTree.ofLengths(filled(Alphabet.DISTANCES, 5));

    private final BitWriter target;
    private final DeflateLevel level;
    /** A literal, or the length of a match with its distance 16 bits above. */
    private final int[] symbols;

    private int count;
    private int matches;
    private final int[] literals = new int[Alphabet.LITERALS_AND_LENGTHS];
    private final int[] distances = new int[Alphabet.DISTANCES];

    Block(BitWriter target, DeflateLevel level) {
        this.target = target;
        this.level = level;
        this.symbols = new int[level.blockSymbols()];
    }

    private static byte[] fixedLiterals() {
        byte[] lengths = filled(288, 8);
        Arrays.fill(lengths, 144, 256, (byte) 9);
        Arrays.fill(lengths, 256, 280, (byte) 7);
        return lengths;
    }

    private static byte[] filled(int size, int length) {
        byte[] lengths = new byte[size];
        Arrays.fill(lengths, (byte) length);
        return lengths;
    }

    void addLiteral(byte literal) {
        int symbol = literal & 0xff;
        symbols[count++] = symbol;
        literals[symbol]++;
    }

    void addMatch(int length, int distance) {
        symbols[count++] = length | distance << Short.SIZE;
        matches++;
        literals[Alphabet.lengthSymbol(length)]++;
        distances[Alphabet.distanceSymbol(distance)]++;
    }

    /**
     * Whether it is full, or compresses so well that the next symbols may be better off with codes of their own.
     *
     * @param bytes the input it stands for, its last match counted as one byte
     */
    boolean isComplete(int bytes) {
        int checked = level.checkedEvery();
        if (checked > 0 && count % checked == 0 && matches < count / 2 && estimatedBytes() < bytes / 2) {
            return true;
        }
        return count == symbols.length;
    }

    /** An estimate: 8 bits for each literal or length, 5 and the extra bits for each distance. */
    private int estimatedBytes() {
        int bits = count * Byte.SIZE;
        for (int symbol = 0; symbol < distances.length; symbol++) {
            bits += distances[symbol] * (5 + Alphabet.distanceExtraBits(symbol));
        }
        return bits >> 3;
    }

    /**
     * Writes the block and begins the next.
     *
     * @param plain holds the input it stands for
     * @param offset where that starts; negative if its start is gone, which a block that is best stored is too short for
     */
    void end(byte[] plain, int offset, int length, boolean last) throws IOException {
        literals[Alphabet.END_OF_BLOCK]++;
        HuffmanTree ownLiterals = HuffmanTree.of(literals, HuffmanTree.MAX_BITS);
        HuffmanTree ownDistances = HuffmanTree.of(distances, HuffmanTree.MAX_BITS);
        CodeLengths codes = new CodeLengths(ownLiterals, ownDistances);
        long extra = extraBits();
        long dynamic = bytes(codes.bits() + ownLiterals.bits(literals) + ownDistances.bits(distances) + extra);
        long fixed = bytes(FIXED_LITERALS.bits(literals) + FIXED_DISTANCES.bits(distances) + extra);
        if (offset >= 0 && length + STORED_LENGTH_BYTES <= Math.min(fixed, dynamic)) {
            begin(STORED, last);
            writeStored(plain, offset, length);
        } else if (fixed <= dynamic) {
            begin(FIXED, last);
            writeSymbols(FIXED_LITERALS, FIXED_DISTANCES);
        } else {
            begin(DYNAMIC, last);
            codes.write(target);
            writeSymbols(ownLiterals, ownDistances);
        }
        if (last) {
            target.align();
        }
        count = 0;
        matches = 0;
        Arrays.fill(literals, 0);
        Arrays.fill(distances, 0);
    }

    private static long bytes(long bits) {
        return (bits + HEADER_BITS + Byte.SIZE - 1) / Byte.SIZE;
    }

    private long extraBits() {
        long bits = 0;
        for (int symbol = Alphabet.END_OF_BLOCK + 1; symbol < literals.length; symbol++) {
            bits += (long) literals[symbol] * Alphabet.lengthExtraBits(symbol);
        }
        for (int symbol = 0; symbol < distances.length; symbol++) {
            bits += (long) distances[symbol] * Alphabet.distanceExtraBits(symbol);
        }
        return bits;
    }

    private void begin(int form, boolean last) throws IOException {
        target.write((last ? 1 : 0) | form << 1, HEADER_BITS);
    }

    private void writeStored(byte[] plain, int offset, int length) throws IOException {
        target.align();
        target.write(length, Short.SIZE);
        target.write(~length & 0xffff, Short.SIZE);
        target.writeBytes(plain, offset, length);
    }

    private void writeSymbols(HuffmanTree ofLiterals, HuffmanTree ofDistances) throws IOException {
        for (int at = 0; at < count; at++) {
            int distance = symbols[at] >>> Short.SIZE;
            int literal = symbols[at] & 0xffff;
            if (distance == 0) {
                ofLiterals.write(literal, target);
            } else {
                int length = Alphabet.lengthSymbol(literal);
                int lengthBits = Alphabet.lengthExtraBits(length);
                ofLiterals.write(length, Alphabet.lengthExtra(literal, lengthBits), lengthBits, target);
                int far = Alphabet.distanceSymbol(distance);
                int farBits = Alphabet.distanceExtraBits(far);
                ofDistances.write(far, Alphabet.distanceExtra(distance, farBits), farBits, target);
            }
        }
        ofLiterals.write(Alphabet.END_OF_BLOCK, target);
    }
}
