package dev.drayage.containerd.socket;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/** A Unix domain socket that listens. Its file goes when it is closed. */
public final class UnixServerSocket extends ServerSocket {
    private final ServerSocketChannel channel;
    private final SocketFile file;

    private UnixServerSocket(ServerSocketChannel channel, SocketFile file) throws IOException {
        this.channel = channel;
        this.file = file;
    }

    /**
     * Listens at a path, where nobody but this user may connect. A file that a server left there which listens no more is
     * replaced.
     *
     * @throws dev.drayage.content.ContentException of kind
     *     {@link dev.drayage.content.ContentException.Kind#UNAVAILABLE} if somebody listens there; of kind
     *     {@link dev.drayage.content.ContentException.Kind#INVALID_ARGUMENT} if something else is there, or the path is
     *     too long
     */
    public static UnixServerSocket listen(Path path) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return new UnixServerSocket(channel, SocketFile.bind(channel, path));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void bind(SocketAddress address) {
        // It is bound.
    }

    @Override
    public Socket accept() throws IOException {
        return new UnixSocket(channel.accept());
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return file.address();
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        // First the name, so that whoever finds it is heard.
        file.remove();
        channel.close();
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
