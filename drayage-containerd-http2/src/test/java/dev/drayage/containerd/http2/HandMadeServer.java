package dev.drayage.containerd.http2;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/** The other side of one connection, that says what a test has it say. */
final class HandMadeServer implements Closeable {
    private static final int PREFACE_BYTES = 24;

    private final ServerSocketChannel listening;
    private final Path path;

    HandMadeServer(Path path) throws IOException {
        this.path = path;
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(path));
    }

    Path path() {
        return path;
    }

    /** A frame that came. */
    record Frame(int flags, int stream, ByteBuffer content) {
        byte[] payload() {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }
    }

    /** One client's connection. */
    static final class Peer implements Closeable {
        private final SocketChannel channel;
        private final DataInputStream in;

        private Peer(SocketChannel channel) throws IOException {
            this.channel = channel;
            this.in = new DataInputStream(Channels.newInputStream(channel));
            in.skipNBytes(PREFACE_BYTES);
        }

        /** The next frame of a type; those of other types are passed over. */
        Frame await(int type) throws IOException {
            while (true) {
                int lengthAndType = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                ByteBuffer content = ByteBuffer.wrap(in.readNBytes(lengthAndType >>> 8));
                if ((lengthAndType & 0xff) == type) {
                    return new Frame(flags, stream, content);
                }
            }
        }

        void send(int type, int flags, int stream, byte... payload) throws IOException {
            ByteBuffer frame = ByteBuffer.allocate(Frames.HEADER_BYTES + payload.length);
            Frames.header(frame, payload.length, type, flags, stream);
            sendRaw(frame.put(payload).flip());
        }

        void sendRaw(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        void sendNumber(int type, int stream, int number) throws IOException {
            send(
                    type,
                    0,
                    stream,
                    ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        }

        void end(int stream, String status) throws IOException {
            send(
                    Frames.HEADERS,
                    Frames.END_HEADERS | Frames.END_STREAM,
                    stream,
                    HeaderEncoder.encode(List.of(new Header("grpc-status", status))));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Peer accept() throws IOException {
        return new Peer(listening.accept());
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
