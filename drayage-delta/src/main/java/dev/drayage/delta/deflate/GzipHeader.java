package dev.drayage.delta.deflate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The header of a member of gzip (RFC 1952, 2.3). */
public final class GzipHeader {
    /** Longer names and comments are not expected of a layer. */
    public static final int MAX_BYTES = 4096;

    private static final int FIXED_BYTES = 10;
    private static final int FLAGS_AT = 3;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final InputStream in;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private boolean isWhole = true;

    private GzipHeader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the header that a stream begins with, and nothing behind it unless there is none.
     *
     * @param in is read in single bytes
     * @return the header, byte for byte; null if there is none that can be meant
     */
    public static byte @Nullable [] read(InputStream in) throws IOException {
        GzipHeader header = new GzipHeader(in);
        return header.next() == 0x1f && header.next() == 0x8b && header.next() == 8 ? header.rest() : null;
    }

    private byte @Nullable [] rest() throws IOException {
        int flags = next();
        for (int at = FLAGS_AT + 1; at < FIXED_BYTES; at++) {
            next();
        }
        if ((flags & HAS_EXTRA) != 0) {
            int count = next() | next() << Byte.SIZE;
            for (int i = 0; i < count && isWhole; i++) {
                next();
            }
        }
        if ((flags & HAS_NAME) != 0) {
            text();
        }
        if ((flags & HAS_COMMENT) != 0) {
            text();
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            next();
            next();
        }
        return isWhole ? read.toByteArray() : null;
    }

    private void text() throws IOException {
        int next;
        do {
            next = next();
        } while (next > 0);
    }

    /** The next byte; 0 behind the end. */
    private int next() throws IOException {
        int next = isWhole && read.size() < MAX_BYTES ? in.read() : -1;
        if (next < 0) {
            isWhole = false;
            return 0;
        }
        read.write(next);
        return next;
    }
}
