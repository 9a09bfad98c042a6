package dev.drayage.containerd.http2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * The code that texts in headers are packed with (RFC 7541, appendix B). It is canonical: of codes of one length, the
 * one of the lower byte is the lower; so the lengths tell it all.
 */
final class HuffmanCode {
    private static final int LONGEST = 30;

    /** Of the bytes 0 to 255 and of the end, a letter each: a to z are 1 to 26, A to D are 27 to 30. */
    private static final String LENGTHS =
            "mwBBBBBBBxDBBDBBBBBBBBDBBBBBBBBBfjjlmfhkjjhkhfffeeefffffffghofljmfgggggggggggggg"
                    + "gggggggghghmsmnfoefefefffeggfffefgfeefgggggoknmBtvttvvvwvwwwwwxwxxvwxwwwwuvwvwwx"
                    + "vutvvwwuwvvxuvwwuuvuwvwwtvvvwvvwzztsvwvyzzzAAzxysuzAAzAxuuzzBAAAtxtuvuuwvvyyxxzw"
                    + "zAzzAAAAABAAAAAzD";

    /** For each length, the first code of it, where its bytes begin in {@link #SYMBOLS}, and how many there are. */
    private static final int[] FIRST = new int[LONGEST + 1];

    private static final int[] START = new int[LONGEST + 1];
    private static final int[] COUNT = new int[LONGEST + 1];
    private static final short[] SYMBOLS = new short[LENGTHS.length()];

    static {
        int code = 0;
        int symbols = 0;
        for (int length = 1; length <= LONGEST; length++) {
            FIRST[length] = code;
            START[length] = symbols;
            for (short symbol = 0; symbol < LENGTHS.length(); symbol++) {
                if (length(LENGTHS.charAt(symbol)) == length) {
                    SYMBOLS[symbols++] = symbol;
                }
            }
            COUNT[length] = symbols - START[length];
            code = (code + COUNT[length]) << 1;
        }
    }

    private HuffmanCode() {}

    private static int length(char letter) {
        return letter >= 'a' ? letter - 'a' + 1 : letter - 'A' + 27;
    }

    /** Unpacks all that remains; what is left over of the last byte is filled up with ones. */
    static byte[] decode(ByteBuffer packed) throws Http2Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = 0;
        int length = 0;
        boolean ones = true;
        while (packed.hasRemaining()) {
            int octet = packed.get();
            for (int bit = 7; bit >= 0; bit--) {
                int next = (octet >> bit) & 1;
                code = (code << 1) | next;
                ones &= next == 1;
                length++;
                if (length > LONGEST) {
                    throw new Http2Exception("a header is packed with a code that there is not");
                }
                int index = code - FIRST[length];
                if (index >= 0 && index < COUNT[length]) {
                    int symbol = SYMBOLS[START[length] + index];
                    if (symbol > 0xff) {
                        throw new Http2Exception("a header ends within its packed text");
                    }
                    bytes.write(symbol);
                    code = 0;
                    length = 0;
                    ones = true;
                }
            }
        }
        if (length > 7 || !ones) {
            throw new Http2Exception("a packed header is cut off");
        }
        return bytes.toByteArray();
    }
}
