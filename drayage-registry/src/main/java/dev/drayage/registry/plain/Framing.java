package dev.drayage.registry.plain;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the body of an answer ends (RFC 9112, section 6.3).
 *
 * @param kind what ends it
 * @param length its bytes, if that is what ends it
 */
record Framing(Kind kind, long length) {
    enum Kind {
        /** So many bytes. */
        LENGTH,
        /** A chunk of no bytes. */
        CHUNKS,
        /** The end of the connection. */
        CONNECTION
    }

    static Framing of(String method, Head head) throws IOException {
        if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return new Framing(Kind.LENGTH, 0);
        }
        List<String> codings = head.values("Transfer-Encoding");
        if (!codings.isEmpty()) {
            if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw new IOException("it sends a body in a transfer coding that nobody asked for");
            }
            return new Framing(Kind.CHUNKS, 0);
        }
        Set<String> lengths = new LinkedHashSet<>(head.values("Content-Length"));
        if (lengths.isEmpty()) {
            return new Framing(Kind.CONNECTION, 0);
        }
        String length = lengths.iterator().next();
        if (lengths.size() > 1 || !length.matches("\\d{1,18}")) {
            throw new IOException("it sends a Content-Length that is none");
        }
        return new Framing(Kind.LENGTH, Long.parseLong(length));
    }
}
