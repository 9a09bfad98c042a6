package dev.drayage.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** The channel of a connection, and what waits for it. For one thread at a time, but for {@link #close()}. */
final class TimedChannel {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private TimedChannel(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.key = channel.register(selector, 0);
    }

    static TimedChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new TimedChannel(channel, Selector.open());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    SocketChannel channel() {
        return channel;
    }

    void connect(InetSocketAddress address, long nanos) throws IOException {
        if (!channel.connect(address)) {
            await(SelectionKey.OP_CONNECT, nanos);
            if (!channel.finishConnect()) {
                throw new SocketTimeoutException("connect timed out");
            }
        }
    }

    /** Reads some bytes, at least one, before the timer has run out; -1 at the end. */
    int read(ByteBuffer target, ReadTimer timer) throws IOException {
        int read = channel.read(target);
        while (read == 0) {
            if (timer.isOff()) {
                await(SelectionKey.OP_READ, Long.MAX_VALUE);
            } else {
                long before = System.nanoTime();
                if (timer.left() <= 0 || await(SelectionKey.OP_READ, timer.left()) == 0) {
                    throw new SocketTimeoutException("fewer than " + ReadTimer.LEAST_BYTES + " bytes came");
                }
                timer.waited(System.nanoTime() - before);
            }
            read = channel.read(target);
        }
        timer.received(Math.max(0, read));
        return read;
    }

    /**
     * Writes all bytes, each time that it can before the timeout.
     *
     * @param mayRespond whether what comes meanwhile is no response, and so no reason to stop
     */
    void write(ByteBuffer bytes, ReadTimer timer, boolean mayRespond) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) > 0) {
                continue;
            }
            int ready = await(
                    mayRespond ? SelectionKey.OP_WRITE : SelectionKey.OP_WRITE | SelectionKey.OP_READ, timer.whole());
            if (ready == 0) {
                throw new SocketTimeoutException("nothing of what is sent is taken");
            }
            if ((ready & SelectionKey.OP_WRITE) == 0) {
                throw new SocketException("the server responds before it has taken everything");
            }
        }
    }

    /** Waits until the channel is ready, and returns for what; 0 if the time is over before. */
    private int await(int operations, long nanos) throws IOException {
        try {
            key.interestOps(operations);
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while waiting for a server");
            }
            int ready = selector.selectedKeys().isEmpty() ? 0 : key.readyOps();
            selector.selectedKeys().clear();
            return ready;
        } catch (ClosedSelectorException | CancelledKeyException e) {
            SocketException closed = new SocketException("the socket was closed");
            closed.initCause(e);
            throw closed;
        }
    }

    void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
