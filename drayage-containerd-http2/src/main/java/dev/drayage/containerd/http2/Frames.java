package dev.drayage.containerd.http2;

import java.nio.ByteBuffer;

/** The frames of HTTP/2 that are sent (RFC 9113, section 6), and the numbers in them. */
final class Frames {
    static final int HEADER_BYTES = 9;
    /** The largest payload unless another is agreed on; nothing is gained by more. */
    static final int PAYLOAD_BYTES = 16 << 10;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int ACK = 0x1;
    static final int END_STREAM = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int PRIORITY = 0x20;

    static final int SETTING_ENABLE_PUSH = 2;
    static final int SETTING_MAX_STREAMS = 3;
    static final int SETTING_INITIAL_WINDOW = 4;

    private static final int CANCEL = 8;
    private static final int SETTING_BYTES = 6;

    private Frames() {}

    static void header(ByteBuffer target, int length, int type, int flags, int stream) {
        target.put((byte) (length >> 16)).putShort((short) length);
        target.put((byte) type).put((byte) flags).putInt(stream);
    }

    private static ByteBuffer frame(int length, int type, int flags, int stream) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length);
        header(frame, length, type, flags, stream);
        return frame;
    }

    /** No pushes, and this much of each stream before it is asked for more. */
    static ByteBuffer settings(int window) {
        return frame(2 * SETTING_BYTES, SETTINGS, 0, 0)
                .putShort((short) SETTING_ENABLE_PUSH)
                .putInt(0)
                .putShort((short) SETTING_INITIAL_WINDOW)
                .putInt(window)
                .flip();
    }

    static ByteBuffer settingsTaken() {
        return frame(0, SETTINGS, ACK, 0).flip();
    }

    static ByteBuffer pong(ByteBuffer ping) {
        return frame(ping.remaining(), PING, ACK, 0).put(ping).flip();
    }

    static ByteBuffer more(int stream, int bytes) {
        return frame(Integer.BYTES, WINDOW_UPDATE, 0, stream).putInt(bytes).flip();
    }

    static ByteBuffer cancel(int stream) {
        return frame(Integer.BYTES, RST_STREAM, 0, stream).putInt(CANCEL).flip();
    }

    /** A whole block of headers in frames that follow directly on one another. */
    static ByteBuffer headers(int stream, byte[] block) {
        int count = Math.max(1, (block.length + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES);
        ByteBuffer frames = ByteBuffer.allocate(count * HEADER_BYTES + block.length);
        for (int i = 0; i < count; i++) {
            int from = i * PAYLOAD_BYTES;
            int length = Math.min(PAYLOAD_BYTES, block.length - from);
            header(frames, length, i == 0 ? HEADERS : CONTINUATION, i == count - 1 ? END_HEADERS : 0, stream);
            frames.put(block, from, length);
        }
        return frames.flip();
    }
}
