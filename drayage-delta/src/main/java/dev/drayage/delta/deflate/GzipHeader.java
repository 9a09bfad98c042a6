package dev.drayage.delta.deflate;

import dev.drayage.content.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The header of a member of gzip (RFC 1952, 2.3). */
public final class GzipHeader {
    /** Longer names and comments are not expected of a layer. */
    public static final int MAX_BYTES = 4096;

    private static final int FIXED_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private GzipHeader() {}

    /** The header that is there, byte for byte; null if there is none that can be meant. */
    public static byte @Nullable [] read(Blob packed, long position) throws IOException {
        long left = packed.size() - position;
        ByteBuffer start = ByteBuffer.allocate((int) Math.min(MAX_BYTES, left));
        packed.readAt(position, start);
        byte[] bytes = start.array();
        int read = start.position();
        if (read < FIXED_BYTES + TRAILER_BYTES || bytes[0] != 0x1f || (bytes[1] & 0xff) != 0x8b || bytes[2] != 8) {
            return null;
        }
        int flags = bytes[3];
        int at = FIXED_BYTES;
        if ((flags & HAS_EXTRA) != 0) {
            at += 2 + (bytes[at] & 0xff) + ((bytes[at + 1] & 0xff) << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            at = behindText(bytes, at, read);
        }
        if ((flags & HAS_COMMENT) != 0) {
            at = behindText(bytes, at, read);
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            at += 2;
        }
        return at > Math.min(read, left - TRAILER_BYTES) ? null : Arrays.copyOf(bytes, at);
    }

    private static int behindText(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != 0) {
            at++;
        }
        return at + 1;
    }
}
