package dev.drayage.delta.deflate;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The bits of deflate as Go's {@code compress/flate} and what descends from it write them. Ported from
 * {@code huffman_bit_writer.go} of Go 1.19 (Copyright 2009 The Go Authors, BSD licence), whose bytes are those of 1.7 to
 * 1.26.
 */
public final class GoBlockBits {
    /** The longest that is stored in one block. */
    public static final int MAX_STORED = 65535;

    private static final int MATCH = 1 << 30;
    private static final int LENGTH_SHIFT = 22;
    private static final int OFFSET_MASK = (1 << LENGTH_SHIFT) - 1;
    public static final int LITERALS = 286;
    public static final int OFFSETS = 30;
    public static final int END_OF_BLOCK = 256;
    public static final int LENGTH_CODES = 257;
    private static final int LENGTH_OF_LENGTHS = 19;
    private static final int END_OF_LENGTHS = 255;

    private static final int[] CODE_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] OFFSET_EXTRA = {
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13
    };
    private static final int[] LENGTH_BASE = bases(LENGTH_EXTRA);
    private static final int[] OFFSET_BASE = bases(OFFSET_EXTRA);
    private static final byte[] LENGTH_CODE = new byte[256];
    private static final byte[] OFFSET_CODE = new byte[256];
    public static final GoHuffmanCode FIXED_LITERALS = GoHuffmanCode.fixedLiterals();
    public static final GoHuffmanCode FIXED_OFFSETS = GoHuffmanCode.fixedOffsets();
    static final GoHuffmanCode ONE_OFFSET = new GoHuffmanCode(OFFSETS);

    static {
        // The longest has a code of its own, without extra bits.
        LENGTH_BASE[28] = 255;
        for (int length = 0; length < 256; length++) {
            int code = 0;
            while (code < 28 && LENGTH_BASE[code + 1] <= length) {
                code++;
            }
            LENGTH_CODE[length] = (byte) code;
        }
        for (int offset = 0; offset < 256; offset++) {
            int code = 0;
            while (code < 29 && OFFSET_BASE[code + 1] <= offset) {
                code++;
            }
            OFFSET_CODE[offset] = (byte) code;
        }
        int[] once = new int[OFFSETS];
        once[0] = 1;
        ONE_OFFSET.generate(once, 15);
    }

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 13];
    private int buffered;
    private long bits;
    private int bitCount;

    private final int[] lengthCounts = new int[LENGTH_OF_LENGTHS];
    private final int[] lengths = new int[LITERALS + OFFSETS + 1];
    private final GoHuffmanCode lengthCode = new GoHuffmanCode(LENGTH_OF_LENGTHS);
    private int lengthsUsed;

    /** Writes to a stream, which stays open. */
    public GoBlockBits(OutputStream out) {
        this.out = out;
    }

    /** A match as a token; a literal is its byte. */
    public static int match(int length, int distance) {
        return MATCH + ((length - 3) << LENGTH_SHIFT) + (distance - 1);
    }

    private static int[] bases(int[] extra) {
        int[] bases = new int[extra.length];
        for (int code = 1; code < extra.length; code++) {
            bases[code] = bases[code - 1] + (1 << extra[code - 1]);
        }
        return bases;
    }

    /** Of a distance less one. */
    public static int offsetCode(int offset) {
        if (offset < 256) {
            return OFFSET_CODE[offset];
        }
        return offset >> 7 < 256 ? OFFSET_CODE[offset >> 7] + 14 : OFFSET_CODE[offset >> 14] + 28;
    }

    /** Of a length less three, without {@link #LENGTH_CODES}. */
    public static int lengthCode(int length) {
        return LENGTH_CODE[length];
    }

    public static int lengthExtra(int code) {
        return LENGTH_EXTRA[code];
    }

    public static int offsetExtra(int code) {
        return OFFSET_EXTRA[code];
    }

    public static boolean isMatch(int token) {
        return token >= MATCH;
    }

    /** How many bytes a token stands for. */
    public static int bytes(int token) {
        return isMatch(token) ? lengthOf(token) + 3 : 1;
    }

    /** The shortest length of a code, less three, without {@link #LENGTH_CODES}. */
    public static int lengthBase(int code) {
        return LENGTH_BASE[code];
    }

    /** The nearest distance of a code, less one. */
    public static int offsetBase(int code) {
        return OFFSET_BASE[code];
    }

    /** The symbol of the code for lengths whose own length is written at this place (RFC 1951, 3.2.7). */
    public static int ownSymbol(int at) {
        return CODE_ORDER[at];
    }

    /** Counts the symbols of tokens, those of lengths and literals apart from those of distances. */
    public static void count(int[] tokens, int count, int[] literalCounts, int[] offsetCounts) {
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (isMatch(token)) {
                literalCounts[LENGTH_CODES + lengthCode(lengthOf(token))]++;
                offsetCounts[offsetCode(offsetOf(token))]++;
            } else {
                literalCounts[token]++;
            }
        }
    }

    public static int lengthOf(int match) {
        return (match - MATCH) >>> LENGTH_SHIFT;
    }

    public static int offsetOf(int match) {
        return match & OFFSET_MASK;
    }

    /** How many symbols there are up to the last that occurs. */
    public static int used(int[] counts) {
        int used = counts.length;
        while (used > 0 && counts[used - 1] == 0) {
            used--;
        }
        return used;
    }

    static int extraBits(int[] literalCounts, int[] offsetCounts) {
        int extra = 0;
        for (int code = LENGTH_CODES; code < LITERALS; code++) {
            extra += literalCounts[code] * LENGTH_EXTRA[code - LENGTH_CODES];
        }
        for (int code = 0; code < OFFSETS; code++) {
            extra += offsetCounts[code] * OFFSET_EXTRA[code];
        }
        return extra;
    }

    /** Stores bytes as a block of their own. */
    public void writeStored(byte[] input, int from, int length) throws IOException {
        writeStoredHeader(length, false);
        flush();
        out.write(input, from, length);
    }

    public void writeStoredHeader(int length, boolean last) throws IOException {
        write(last ? 1 : 0, 3);
        flush();
        write(length, 16);
        write(~length & 0xffff, 16);
    }

    /** The lengths of both codes, by runs, as RFC 1951, 3.2.7 has them; and the code that these are written with. */
    public void generateLengths(GoHuffmanCode literals, int literalsUsed, GoHuffmanCode offsets, int offsetsUsed) {
        Arrays.fill(lengthCounts, 0);
        for (int i = 0; i < literalsUsed; i++) {
            lengths[i] = literals.length(i);
        }
        for (int i = 0; i < offsetsUsed; i++) {
            lengths[literalsUsed + i] = offsets.length(i);
        }
        lengths[literalsUsed + offsetsUsed] = END_OF_LENGTHS;
        int size = lengths[0];
        int count = 1;
        int to = 0;
        for (int from = 1; size != END_OF_LENGTHS; from++) {
            int next = lengths[from];
            if (next == size) {
                count++;
                continue;
            }
            to = size == 0 ? zeros(count, to) : repeated(size, count, to);
            size = next;
            count = 1;
        }
        lengths[to] = END_OF_LENGTHS;
        lengthCode.generate(lengthCounts, 7);
        lengthsUsed = LENGTH_OF_LENGTHS;
        while (lengthsUsed > 4 && lengthCounts[CODE_ORDER[lengthsUsed - 1]] == 0) {
            lengthsUsed--;
        }
    }

    private int repeated(int size, int count, int at) {
        int to = put(size, at);
        int left = count - 1;
        while (left >= 3) {
            int run = Math.min(left, 6);
            to = put(16, to);
            lengths[to++] = run - 3;
            left -= run;
        }
        for (; left > 0; left--) {
            to = put(size, to);
        }
        return to;
    }

    private int zeros(int count, int at) {
        int to = at;
        int left = count;
        while (left >= 11) {
            int run = Math.min(left, 138);
            to = put(18, to);
            lengths[to++] = run - 11;
            left -= run;
        }
        if (left >= 3) {
            to = put(17, to);
            lengths[to++] = left - 3;
            left = 0;
        }
        for (; left > 0; left--) {
            to = put(0, to);
        }
        return to;
    }

    private int put(int code, int at) {
        lengths[at] = code;
        lengthCounts[code]++;
        return at + 1;
    }

    /** How many lengths there are of the code that the lengths which were generated are written in. */
    public int ownCount() {
        return lengthsUsed;
    }

    /** One of them, in the order in which they are written. */
    public int ownLength(int at) {
        return lengthCode.length(CODE_ORDER[at]);
    }

    /** One of the symbols that the lengths which were generated are written with; what is added to it is the next. */
    public int run(int at) {
        return lengths[at];
    }

    /** Of a block whose lengths were generated, in bits. */
    int headerSize() {
        return 3
                + 5
                + 5
                + 4
                + 3 * lengthsUsed
                + lengthCode.bitLength(lengthCounts)
                + lengthCounts[16] * 2
                + lengthCounts[17] * 3
                + lengthCounts[18] * 7;
    }

    void writeDynamicHeader(int literalsUsed, int offsetsUsed) throws IOException {
        write(4, 3);
        writeLengths(literalsUsed, offsetsUsed);
    }

    /** Writes the lengths that were generated, without the three bits that a block begins with. */
    public void writeLengths(int literalsUsed, int offsetsUsed) throws IOException {
        write(literalsUsed - 257, 5);
        write(offsetsUsed - 1, 5);
        write(lengthsUsed - 4, 4);
        for (int i = 0; i < lengthsUsed; i++) {
            write(lengthCode.length(CODE_ORDER[i]), 3);
        }
        int i = 0;
        while (lengths[i] != END_OF_LENGTHS) {
            int code = lengths[i++];
            writeCode(lengthCode, code);
            if (code >= 16) {
                write(lengths[i++], code == 16 ? 2 : code == 17 ? 3 : 7);
            }
        }
    }

    public void writeTokens(int[] tokens, int count, GoHuffmanCode literals, GoHuffmanCode offsets) throws IOException {
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token < MATCH) {
                writeCode(literals, token);
                continue;
            }
            int length = (token - MATCH) >>> LENGTH_SHIFT;
            int code = LENGTH_CODE[length];
            writeCode(literals, LENGTH_CODES + code);
            write(length - LENGTH_BASE[code], LENGTH_EXTRA[code]);
            int offset = token & OFFSET_MASK;
            code = offsetCode(offset);
            writeCode(offsets, code);
            write(offset - OFFSET_BASE[code], OFFSET_EXTRA[code]);
        }
    }

    public void writeCode(GoHuffmanCode code, int symbol) throws IOException {
        write(code.code(symbol), code.length(symbol));
    }

    public void write(int value, int count) throws IOException {
        bits |= (long) value << bitCount;
        bitCount += count;
        if (bitCount >= 32) {
            if (buffered + 4 > buffer.length) {
                drain();
            }
            buffer[buffered++] = (byte) bits;
            buffer[buffered++] = (byte) (bits >>> 8);
            buffer[buffered++] = (byte) (bits >>> 16);
            buffer[buffered++] = (byte) (bits >>> 24);
            bits >>>= 32;
            bitCount -= 32;
        }
    }

    /** Fills up the last byte, and writes what is kept. */
    public void flush() throws IOException {
        if (buffered + 8 > buffer.length) {
            drain();
        }
        for (; bitCount > 0; bitCount -= 8) {
            buffer[buffered++] = (byte) bits;
            bits >>>= 8;
        }
        bitCount = 0;
        bits = 0;
        drain();
    }

    private void drain() throws IOException {
        out.write(buffer, 0, buffered);
        buffered = 0;
    }
}
