package dev.drayage.json;

import dev.drayage.document.InvalidDocumentException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Holds documents to UTF-8, as JSON between programs must be (RFC 8259, 8.1). Jackson would also take UTF-16 and
 * UTF-32, skips a byte order mark, and lets overlong forms and encoded surrogates pass, which other programs read
 * differently or not at all.
 */
final class Utf8Check {
    private static final int CHUNK_CHARS = 8192;

    /** The bytes by which Jackson guesses the encoding; a zero among them means another than UTF-8. */
    private static final int GUESSING_BYTES = 4;

    private Utf8Check() {}

    static void check(byte[] bytes, String document) throws InvalidDocumentException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer discarded = CharBuffer.allocate(Math.min(CHUNK_CHARS, bytes.length + 1));
        CoderResult result;
        do {
            result = decoder.decode(in, discarded.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new InvalidDocumentException(document, "is not UTF-8 at byte " + in.position());
        }
        for (int i = 0; i < Math.min(GUESSING_BYTES, bytes.length); i++) {
            if (bytes[i] == 0) {
                throw new InvalidDocumentException(document, "is not UTF-8: byte " + i + " is zero");
            }
        }
        if (bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            throw new InvalidDocumentException(document, "starts with a byte order mark, which JSON must not have");
        }
    }
}
