package dev.drayage.containerd.http2;

import java.util.ArrayDeque;
import java.util.Iterator;

/** The headers that numbers stand for (RFC 7541, section 2.3): those that all know, then the newest that came. */
final class HeaderTable {
    private static final int OVERHEAD = 32;

    /** Appendix A: a name, and a value where one is known. */
    private static final String[] KNOWN = {
        ":authority",
        ":method GET",
        ":method POST",
        ":path /",
        ":path /index.html",
        ":scheme http",
        ":scheme https",
        ":status 200",
        ":status 204",
        ":status 206",
        ":status 304",
        ":status 400",
        ":status 404",
        ":status 500",
        "accept-charset",
        "accept-encoding gzip, deflate",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate",
    };

    private final ArrayDeque<Header> newest = new ArrayDeque<>();
    private final int limit;
    private int capacity;
    private int size;

    /** An empty table that may grow to {@code limit} as sizes are counted, and does so until it is told otherwise. */
    HeaderTable(int limit) {
        this.limit = limit;
        this.capacity = limit;
    }

    Header get(int index) throws Http2Exception {
        if (index >= 1 && index <= KNOWN.length) {
            String[] parts = KNOWN[index - 1].split(" ", 2);
            return new Header(parts[0], parts.length == 2 ? parts[1] : "");
        }
        int place = index - KNOWN.length - 1;
        if (place < 0 || place >= newest.size()) {
            throw new Http2Exception("there is no header of number " + index);
        }
        Iterator<Header> all = newest.iterator();
        for (int i = 0; i < place; i++) {
            all.next();
        }
        return all.next();
    }

    void add(Header header) {
        newest.addFirst(header);
        size += sizeOf(header);
        evict();
    }

    void resize(int bytes) throws Http2Exception {
        if (bytes > limit) {
            throw new Http2Exception("a table of headers of " + bytes + " bytes, over the limit of " + limit);
        }
        capacity = bytes;
        evict();
    }

    private void evict() {
        while (size > capacity) {
            size -= sizeOf(newest.removeLast());
        }
    }

    private static int sizeOf(Header header) {
        return header.name().length() + header.value().length() + OVERHEAD;
    }
}
