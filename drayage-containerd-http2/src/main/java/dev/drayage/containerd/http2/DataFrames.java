package dev.drayage.containerd.http2;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Puts bytes into frames without moving them. */
final class DataFrames {
    private DataFrames() {}

    /** The first {@code count} of these bytes, which are taken from the buffers. */
    static ByteBuffer[] of(int stream, List<ByteBuffer> bytes, int count) {
        int frames = (count + Frames.PAYLOAD_BYTES - 1) / Frames.PAYLOAD_BYTES;
        ByteBuffer headers = ByteBuffer.allocate(frames * Frames.HEADER_BYTES);
        List<ByteBuffer> out = new ArrayList<>(3 * frames);
        for (int left = count; left > 0; ) {
            int length = Math.min(left, Frames.PAYLOAD_BYTES);
            int start = headers.position();
            Frames.header(headers, length, Frames.DATA, 0, stream);
            out.add(headers.slice(start, Frames.HEADER_BYTES));
            take(bytes, length, out);
            left -= length;
        }
        return out.toArray(new ByteBuffer[0]);
    }

    private static void take(List<ByteBuffer> bytes, int length, List<ByteBuffer> out) {
        int left = length;
        for (ByteBuffer part : bytes) {
            int some = Math.min(left, part.remaining());
            if (some > 0) {
                out.add(part.slice(part.position(), some));
                part.position(part.position() + some);
                left -= some;
            }
        }
    }

    /** Nothing, and that nothing follows. */
    static ByteBuffer end(int stream) {
        ByteBuffer frame = ByteBuffer.allocate(Frames.HEADER_BYTES);
        Frames.header(frame, 0, Frames.DATA, Frames.END_STREAM, stream);
        return frame.flip();
    }
}
