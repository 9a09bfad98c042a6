package dev.drayage.containerd.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A connected Unix domain socket. It has no internet addresses; where one is asked for, it is the loopback's. Options of
 * TCP are taken and mean nothing.
 */
public final class UnixSocket extends Socket {
    private static final SocketAddress NO_ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final SocketChannel channel;

    UnixSocket(SocketChannel channel) throws SocketException {
        super((SocketImpl) null);
        this.channel = channel;
    }

    /**
     * Connects to whoever listens at a path.
     *
     * @throws SocketException if nobody does, or this user may not; the message is the system's
     */
    public static UnixSocket connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new UnixSocket(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InputStream getInputStream() {
        return new ChannelInput(channel);
    }

    @Override
    public OutputStream getOutputStream() {
        return new ChannelOutput(channel);
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return NO_ADDRESS;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return NO_ADDRESS;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // There is no delay.
    }

    @Override
    public synchronized void setSoTimeout(int milliseconds) {
        // Whoever waits for a response has a deadline of its own.
    }

    @Override
    public synchronized int getSoTimeout() {
        return 0;
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return channel.toString();
    }
}
