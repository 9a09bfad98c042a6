package dev.drayage.server.distribution;

import dev.drayage.server.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The body of a request on its way into an upload. */
final class UploadBody {
    private static final int PIECE = 256 << 10;

    private UploadBody() {}

    /**
     * Appends all of it. What arrived of a body that breaks off is kept: the client can go on there.
     *
     * @throws RefusedException if the blob is larger than it may be
     */
    static void append(Request request, OpenUploads.Session session, long maxBytes) throws IOException {
        long announced = request.contentLength().orElse(0);
        requireRoom(session.offset() + announced, maxBytes);
        InputStream in = request.body();
        byte[] piece = new byte[PIECE];
        int filled = 0;
        try {
            for (int read = in.read(piece); read >= 0; read = in.read(piece, filled, PIECE - filled)) {
                filled += read;
                if (filled == PIECE) {
                    filled = 0;
                    write(piece, PIECE, session, maxBytes);
                }
            }
        } finally {
            if (filled > 0) {
                write(piece, filled, session, maxBytes);
            }
        }
    }

    private static void write(byte[] piece, int length, OpenUploads.Session session, long maxBytes) throws IOException {
        requireRoom(session.offset() + length, maxBytes);
        session.writer().write(ByteBuffer.wrap(piece, 0, length));
        session.at(session.offset() + length);
    }

    private static void requireRoom(long size, long maxBytes) throws RefusedException {
        if (size > maxBytes) {
            throw new RefusedException(413, ErrorCode.SIZE_INVALID, "blobs may have " + maxBytes + " bytes at most");
        }
    }
}
