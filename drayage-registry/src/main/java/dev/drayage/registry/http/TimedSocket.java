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
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection whose every wait ends: with the timeout, which holds for writing too, or at once when the thread is
 * interrupted or the socket is closed. A socket of the JDK waits on in the last two cases.
 *
 * <p>The timeout is for reads together, until {@link #LEAST_BYTES} have come: a server that sends one byte now and then is
 * as good as silent. Setting it starts the count again. For one thread at a time, but for {@link #close()}.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // One lock for all would let nobody close it under a reader.
final class TimedSocket extends Socket {
    /** Fewer bytes than this within the timeout count as nothing. */
    static final int LEAST_BYTES = 16 << 10;

    /** What TLS asks for are single records of 16 KiB; so many are read at once. */
    private static final int AHEAD_BYTES = 128 << 10;

    /** One connection attempt to one address. */
    private record Link(SocketChannel channel, Selector selector, SelectionKey key) {
        static Link open() throws IOException {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Selector selector = Selector.open();
                return new Link(channel, selector, channel.register(selector, 0));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }

        void close() throws IOException {
            try (selector) {
                channel.close();
            }
        }
    }

    private final ByteBuffer ahead = ByteBuffer.allocateDirect(AHEAD_BYTES).limit(0);
    private @Nullable Link link;
    private boolean closed;
    private boolean encrypted;
    private int timeoutMillis;
    private long waited;
    private int sinceMark;

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
        Link opened = Link.open();
        synchronized (this) {
            if (closed) {
                opened.close();
                throw new SocketException("the socket is closed");
            }
            link = opened;
        }
        try {
            if (!opened.channel().connect(address)) {
                await(opened, SelectionKey.OP_CONNECT, nanos);
                if (!opened.channel().finishConnect()) {
                    throw new SocketTimeoutException("connect timed out");
                }
            }
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Waits until the channel is ready, and returns for what; 0 if the time is over before. */
    private static int await(Link link, int operations, long nanos) throws IOException {
        try {
            link.key().interestOps(operations);
            link.selector().select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for a server");
            }
            int ready =
                    link.selector().selectedKeys().isEmpty() ? 0 : link.key().readyOps();
            link.selector().selectedKeys().clear();
            return ready;
        } catch (ClosedSelectorException | CancelledKeyException e) {
            throw socketException("the socket was closed", e);
        }
    }

    private synchronized Link link() throws SocketException {
        if (closed || link == null) {
            throw new SocketException(closed ? "the socket is closed" : "the socket is not connected");
        }
        return link;
    }

    /** Says that TLS runs over it, so that bytes may come that are no response. */
    void encrypted() {
        encrypted = true;
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
        Link open = link();
        int read = open.channel().read(target);
        while (read == 0) {
            awaitBytes(open);
            read = open.channel().read(target);
        }
        sinceMark += Math.max(0, read);
        if (sinceMark >= LEAST_BYTES) {
            sinceMark = 0;
            waited = 0;
        }
        return read;
    }

    private void awaitBytes(Link open) throws IOException {
        // Whoever asks for one millisecond only wants to know whether there is something now.
        long left = timeoutMillis == 1 ? 0 : TimeUnit.MILLISECONDS.toNanos(timeoutMillis) - waited;
        if (timeoutMillis == 0) {
            await(open, SelectionKey.OP_READ, Long.MAX_VALUE);
            return;
        }
        long before = System.nanoTime();
        if (left <= 0 || await(open, SelectionKey.OP_READ, left) == 0) {
            throw new SocketTimeoutException("fewer than " + LEAST_BYTES + " bytes came");
        }
        waited += System.nanoTime() - before;
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        Link open = link();
        ByteBuffer bytes = ByteBuffer.wrap(source, offset, length);
        while (bytes.hasRemaining()) {
            if (open.channel().write(bytes) > 0) {
                continue;
            }
            long nanos = timeoutMillis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            int ready = await(
                    open, encrypted ? SelectionKey.OP_WRITE : SelectionKey.OP_WRITE | SelectionKey.OP_READ, nanos);
            if (ready == 0) {
                throw new SocketTimeoutException("nothing of what is sent is taken");
            }
            if ((ready & SelectionKey.OP_WRITE) == 0) {
                throw new SocketException("the server responds before it has taken everything");
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
        timeoutMillis = timeout;
        waited = 0;
        sinceMark = 0;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void close() throws IOException {
        @Nullable Link open;
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
            throw socketException(String.valueOf(e.getMessage()), e);
        }
    }

    private static SocketException socketException(String message, Exception cause) {
        SocketException failure = new SocketException(message);
        failure.initCause(cause);
        return failure;
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
