package dev.drayage.containerd.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes headers in full (RFC 7541, section 6.2.2). A few hundred bytes a request are not worth a table. */
final class HeaderEncoder {
    private static final int LITERAL = 0;
    private static final int LENGTH_BITS = 7;

    private HeaderEncoder() {}

    static byte[] encode(List<Header> headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Header header : headers) {
            block.write(LITERAL);
            text(header.name(), block);
            text(header.value(), block);
        }
        return block.toByteArray();
    }

    private static void text(String text, ByteArrayOutputStream block) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int max = (1 << LENGTH_BITS) - 1;
        if (bytes.length < max) {
            block.write(bytes.length);
        } else {
            block.write(max);
            int rest = bytes.length - max;
            for (; rest > 0x7f; rest >>>= LENGTH_BITS) {
                block.write((rest & 0x7f) | 0x80);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }
}
