package dev.drayage.containerd.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Takes frames apart as they come. For one thread. */
final class FrameReader {
    private static final int BUFFER_BYTES = 128 << 10;
    /** As much of headers as any daemon has to say. */
    private static final int MAX_BLOCK_BYTES = 1 << 20;

    private static final int PRIORITY_BYTES = 5;

    /** What frames say. Buffers are only good until the method returns. */
    interface Listener {
        void data(int stream, ByteBuffer bytes, int frameBytes, boolean last) throws IOException;

        void headers(int stream, Map<String, String> headers, boolean last) throws IOException;

        void reset(int stream, int code) throws IOException;

        void setting(int name, int value) throws IOException;

        void settingsEnd() throws IOException;

        void ping(ByteBuffer bytes) throws IOException;

        void goAway(int lastStream) throws IOException;

        void more(int stream, int bytes) throws IOException;
    }

    private final FrameSocket socket;
    private final Listener listener;
    private final HeaderDecoder headers = new HeaderDecoder();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).flip();
    private int blockStream;
    private boolean blockIsLast;

    FrameReader(FrameSocket socket, Listener listener) {
        this.socket = socket;
        this.listener = listener;
    }

    /** Waits for a frame and passes on what it says. */
    void next() throws IOException {
        require(Frames.HEADER_BYTES);
        int lengthAndType = buffer.getInt();
        int length = lengthAndType >>> 8;
        int flags = buffer.get();
        int stream = buffer.getInt() & Integer.MAX_VALUE;
        if (length > Frames.PAYLOAD_BYTES) {
            throw new Http2Exception("a frame of " + length + " bytes came, more than was agreed on");
        }
        require(length);
        ByteBuffer payload = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        int type = lengthAndType & 0xff;
        if (blockStream != 0 && (type != Frames.CONTINUATION || stream != blockStream)) {
            throw new Http2Exception("headers were interrupted by a frame of type " + type);
        }
        dispatch(type, flags, stream, payload);
    }

    private void require(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            // Little is left, or a frame, so nearly nothing is moved.
            buffer.compact();
            try {
                socket.read(buffer);
            } finally {
                buffer.flip();
            }
        }
    }

    private void dispatch(int type, int flags, int stream, ByteBuffer payload) throws IOException {
        switch (type) {
            case Frames.DATA -> {
                int frameBytes = payload.remaining();
                listener.data(stream, unpadded(payload, flags), frameBytes, (flags & Frames.END_STREAM) != 0);
            }
            case Frames.HEADERS -> {
                ByteBuffer part = unpadded(payload, flags);
                if ((flags & Frames.PRIORITY) != 0) {
                    requireSize(part, PRIORITY_BYTES);
                    part.position(part.position() + PRIORITY_BYTES);
                }
                blockStream = stream;
                blockIsLast = (flags & Frames.END_STREAM) != 0;
                addToBlock(part, flags);
            }
            case Frames.CONTINUATION -> {
                if (blockStream == 0) {
                    throw new Http2Exception("headers go on that never began");
                }
                addToBlock(payload, flags);
            }
            case Frames.RST_STREAM -> listener.reset(stream, number(payload));
            case Frames.SETTINGS -> {
                if ((flags & Frames.ACK) == 0) {
                    while (payload.hasRemaining()) {
                        requireSize(payload, Short.BYTES + Integer.BYTES);
                        listener.setting(payload.getShort(), payload.getInt());
                    }
                    listener.settingsEnd();
                }
            }
            case Frames.PING -> {
                if ((flags & Frames.ACK) == 0) {
                    listener.ping(payload);
                }
            }
            case Frames.GOAWAY -> listener.goAway(number(payload));
            case Frames.WINDOW_UPDATE -> listener.more(stream, number(payload));
            default -> {
                // Frames of other types are to be passed over.
            }
        }
    }

    private void addToBlock(ByteBuffer part, int flags) throws IOException {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        block.writeBytes(bytes);
        if (block.size() > MAX_BLOCK_BYTES) {
            throw new Http2Exception("headers of more than " + MAX_BLOCK_BYTES + " bytes came");
        }
        if ((flags & Frames.END_HEADERS) != 0) {
            int stream = blockStream;
            blockStream = 0;
            Map<String, String> decoded = headers.decode(ByteBuffer.wrap(block.toByteArray()));
            block.reset();
            listener.headers(stream, decoded, blockIsLast);
        }
    }

    private static ByteBuffer unpadded(ByteBuffer payload, int flags) throws Http2Exception {
        if ((flags & Frames.PADDED) == 0) {
            return payload;
        }
        requireSize(payload, 1);
        int padding = payload.get() & 0xff;
        requireSize(payload, padding);
        return payload.limit(payload.limit() - padding);
    }

    private static int number(ByteBuffer payload) throws Http2Exception {
        requireSize(payload, Integer.BYTES);
        return payload.getInt() & Integer.MAX_VALUE;
    }

    private static void requireSize(ByteBuffer payload, int bytes) throws Http2Exception {
        if (payload.remaining() < bytes) {
            throw new Http2Exception("a frame is too short");
        }
    }
}
