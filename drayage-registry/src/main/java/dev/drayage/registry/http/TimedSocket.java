package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection whose every wait ends: with the timeout, which holds for writing too, or at once when the thread is
 * interrupted or the socket is closed. A socket of the JDK waits on in the last two cases.
 *
 * <p>The timeout is for reads together, until {@link ReadTimer#LEAST_BYTES} have come. Setting it starts the count again.
 * For one thread at a time, but for {@link #close()}.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // One lock for all would let nobody close it under a reader.
final class TimedSocket extends Socket {
    /** What TLS asks for are single records of 16 KiB; so many are read at once. */
    private static final int AHEAD_BYTES = 128 << 10;

    /** More than the rest of a handshake has. */
    private static final int MAX_LOST_BYTES = 64 << 10;

    private final ByteBuffer ahead = ByteBuffer.allocateDirect(AHEAD_BYTES).limit(0);
    private final ReadTimer timer = new ReadTimer();
    private @Nullable TimedChannel link;
    private boolean closed;
    private boolean encrypted;
    private boolean heard;
    private long lost;

    /**
     * Connects to the first address of the host that takes the connection. While there are others, one address gets half
     * of the time that is left.
     *
     * @param endpoint a host that need not be resolved yet
     */
    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        InetSocketAddress named = (InetSocketAddress) endpoint;
        InetAddress[] addresses = InetAddress.getAllByName(named.getHostString());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
        IOException failure = new UnknownHostException(named.getHostString());
        for (int i = 0; i < addresses.length; i++) {
            long left = Math.max(0, end - System.nanoTime());
            try {
                connect(
                        new InetSocketAddress(addresses[i], named.getPort()),
                        i == addresses.length - 1 ? left : left / 2);
                return;
            } catch (SocketTimeoutException e) {
                failure = e;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private void connect(InetSocketAddress address, long nanos) throws IOException {
        TimedChannel opened = TimedChannel.open();
        synchronized (this) {
            if (closed) {
                opened.close();
                throw new SocketException("the socket is closed");
            }
            link = opened;
        }
        try {
            opened.connect(address, nanos);
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private synchronized TimedChannel link() throws SocketException {
        if (closed || link == null) {
            throw new SocketException(closed ? "the socket is closed" : "the socket is not connected");
        }
        return link;
    }

    /** Says that TLS runs over it from now on, so that bytes may come that are no response. */
    void encrypted() {
        encrypted = true;
        heard = false;
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ahead.hasRemaining()) {
            if (length >= AHEAD_BYTES) {
                return receive(ByteBuffer.wrap(target, offset, length));
            }
            int read;
            try {
                read = receive(ahead.clear());
            } finally {
                ahead.flip();
            }
            if (read < 0) {
                return -1;
            }
        }
        int count = Math.min(ahead.remaining(), length);
        ahead.get(target, offset, count);
        return count;
    }

    private int receive(ByteBuffer target) throws IOException {
        int start = target.position();
        int read = link().read(target, timer);
        if (!heard && read > 0) {
            heard = true;
            WrongProtocolException.check(target.get(start), encrypted);
        }
        return read;
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        try {
            link().write(ByteBuffer.wrap(source, offset, length), timer, encrypted);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // A server that ends a handshake says why before it closes: whoever reads next finds that, or the end.
            lost += length;
            if (!encrypted || lost > MAX_LOST_BYTES) {
                throw e;
            }
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return TimedSocket.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return TimedSocket.this.read(target, offset, length);
            }

            @Override
            public int available() {
                return ahead.remaining();
            }

            @Override
            public void close() throws IOException {
                TimedSocket.this.close();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                TimedSocket.this.write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                TimedSocket.this.write(source, offset, length);
            }

            @Override
            public void close() throws IOException {
                TimedSocket.this.close();
            }
        };
    }

    @Override
    public void setSoTimeout(int timeout) {
        timer.set(timeout);
    }

    @Override
    public int getSoTimeout() {
        return timer.millis();
    }

    @Override
    public void close() throws IOException {
        @Nullable TimedChannel open;
        synchronized (this) {
            open = closed ? null : link;
            closed = true;
        }
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized boolean isConnected() {
        return link != null && (closed || link.channel().isConnected());
    }

    @Override
    public boolean isBound() {
        return isConnected();
    }

    @Override
    public void shutdownInput() throws IOException {
        link().channel().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        link().channel().shutdownOutput();
    }

    @Override
    public boolean isInputShutdown() {
        return isClosed();
    }

    @Override
    public boolean isOutputShutdown() {
        return isClosed();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return address(true);
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return address(false);
    }

    private synchronized @Nullable InetSocketAddress address(boolean remote) {
        try {
            SocketChannel channel = closed || link == null ? null : link.channel();
            return channel == null
                    ? null
                    : (InetSocketAddress) (remote ? channel.getRemoteAddress() : channel.getLocalAddress());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        InetSocketAddress remote = address(true);
        return remote == null ? null : remote.getAddress();
    }

    @Override
    public int getPort() {
        InetSocketAddress remote = address(true);
        return remote == null ? 0 : remote.getPort();
    }

    @Override
    public int getLocalPort() {
        InetSocketAddress local = address(false);
        return local == null ? -1 : local.getPort();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // It always is.
    }

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        try {
            link().channel().setOption(StandardSocketOptions.SO_LINGER, on ? seconds : -1);
        } catch (IOException e) {
            SocketException failure = new SocketException(e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    @Override
    public void setReuseAddress(boolean on) {
        // For sockets that are bound to a port of one's own.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // The timeout notices sooner.
    }
}
