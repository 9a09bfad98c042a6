package dev.drayage.containerd.http2;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads headers as they come (RFC 7541). For one connection, whose blocks of headers follow on one another. */
final class HeaderDecoder {
    private static final int TABLE_BYTES = 4096;
    private static final int INDEXED = 0x80;
    private static final int KEPT = 0x40;
    private static final int RESIZE = 0x20;
    private static final int PACKED = 0x80;
    private static final int MAX_SHIFT = 21;

    private final HeaderTable table = new HeaderTable(TABLE_BYTES);

    /** Returns what a whole block says; of headers of one name, the last. */
    Map<String, String> decode(ByteBuffer block) throws Http2Exception {
        Map<String, String> headers = new HashMap<>();
        try {
            while (block.hasRemaining()) {
                int first = block.get() & 0xff;
                if (first >= INDEXED) {
                    put(table.get(number(first, 7, block)), headers);
                } else if (first >= KEPT) {
                    Header header = literal(number(first, 6, block), block);
                    table.add(header);
                    put(header, headers);
                } else if (first >= RESIZE) {
                    table.resize(number(first, 5, block));
                } else {
                    put(literal(number(first, 4, block), block), headers);
                }
            }
        } catch (BufferUnderflowException e) {
            throw new Http2Exception("a block of headers is cut off");
        }
        return headers;
    }

    private static void put(Header header, Map<String, String> headers) {
        headers.put(header.name(), header.value());
    }

    private Header literal(int name, ByteBuffer block) throws Http2Exception {
        return new Header(name == 0 ? text(block) : table.get(name).name(), text(block));
    }

    private static String text(ByteBuffer block) throws Http2Exception {
        int first = block.get() & 0xff;
        int length = number(first, 7, block);
        if (length > block.remaining()) {
            throw new Http2Exception("a header is cut off");
        }
        ByteBuffer bytes = block.slice(block.position(), length);
        block.position(block.position() + length);
        if (first >= PACKED) {
            return new String(HuffmanCode.decode(bytes), StandardCharsets.ISO_8859_1);
        }
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    private static int number(int first, int bits, ByteBuffer block) throws Http2Exception {
        int max = (1 << bits) - 1;
        int value = first & max;
        if (value < max) {
            return value;
        }
        for (int shift = 0; shift <= MAX_SHIFT; shift += 7) {
            int next = block.get();
            value += (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new Http2Exception("a number in a header has too many digits");
    }
}
