package dev.drayage.registry.plain;

import dev.drayage.registry.http.Origin;
import dev.drayage.registry.http.Patience;
import dev.drayage.registry.http.SilenceException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a server. Every wait has an end, and an interrupt ends it at once. For one thread at a time, but for
 * {@link #close()}.
 */
final class Connection implements Closeable {
    /** Takes the head of any usual answer; what comes behind it goes past this buffer. */
    private static final int BUFFER_BYTES = 8 << 10;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer ahead = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);

    private Connection(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        this.selector = selector;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = channel.register(selector, 0);
    }

    /** Connects to the first address of the host that answers; what the last one said is thrown. */
    static Connection open(Origin origin, Duration patience) throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(origin.host())) {
            try {
                return open(new InetSocketAddress(address, origin.port()), patience);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure != null ? failure : new IOException("the host has no address");
    }

    private static Connection open(InetSocketAddress address, Duration patience) throws IOException {
        SocketChannel channel = SocketChannel.open();
        Selector selector = null;
        try {
            selector = Selector.open();
            Connection connection = new Connection(channel, selector);
            if (!channel.connect(address)) {
                connection.await(SelectionKey.OP_CONNECT, patience.toNanos());
                if (!channel.finishConnect()) {
                    throw new SilenceException("no connection", patience);
                }
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (selector != null) {
                selector.close();
            }
            throw e;
        }
    }

    /** Waits until the channel is ready, and tells for what; 0 if the time is over before. */
    private int await(int operations, long nanos) throws IOException {
        key.interestOps(operations);
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while waiting for a server");
        }
        int ready = selector.selectedKeys().isEmpty() ? 0 : key.readyOps();
        selector.selectedKeys().clear();
        return ready;
    }

    /** True if the other side has neither closed it nor said anything since the last answer. */
    boolean isFresh() {
        try {
            return !ahead.hasRemaining() && channel.read(ahead.clear()) == 0;
        } catch (IOException e) {
            return false;
        } finally {
            ahead.flip();
        }
    }

    /**
     * Sends all that remains.
     *
     * @return false if the other side answers before it has taken everything
     */
    boolean write(ByteBuffer bytes, Duration patience) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) > 0) {
                continue;
            }
            int ready = await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, patience.toNanos());
            if (ready == 0) {
                throw new SilenceException("nothing of what is sent is taken", patience);
            }
            if ((ready & SelectionKey.OP_WRITE) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Reads some bytes, at least one; -1 at the end of the connection. */
    int read(ByteBuffer target, Patience patience) throws IOException {
        if (ahead.hasRemaining()) {
            // These alone: a failure to read more must not come between them and whoever counts them.
            int count = Math.min(ahead.remaining(), target.remaining());
            target.put(ahead.slice().limit(count));
            ahead.position(ahead.position() + count);
            return count;
        }
        return receive(target, patience);
    }

    private int receive(ByteBuffer target, Patience patience) throws IOException {
        int read = channel.read(target);
        while (read == 0) {
            awaitBytes(patience);
            read = channel.read(target);
        }
        patience.came(Math.max(0, read));
        return read;
    }

    private void awaitBytes(Patience patience) throws IOException {
        long before = System.nanoTime();
        if (patience.left() <= 0 || await(SelectionKey.OP_READ, patience.left()) == 0) {
            throw patience.exhausted();
        }
        patience.waited(System.nanoTime() - before);
    }

    /**
     * Reads a line, without its end.
     *
     * @param maxBytes the most that it may have
     */
    String line(int maxBytes, Patience patience) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            while (!ahead.hasRemaining()) {
                fill(patience);
            }
            byte next = ahead.get();
            if (next == '\n') {
                int end = line.length();
                boolean returned = end > 0 && line.charAt(end - 1) == '\r';
                return line.substring(0, returned ? end - 1 : end);
            }
            if (line.length() >= maxBytes) {
                throw new IOException("it sends a line of more than " + maxBytes + " bytes where HTTP has short ones");
            }
            line.append((char) (next & 0xff));
        }
    }

    private void fill(Patience patience) throws IOException {
        int read;
        try {
            read = receive(ahead.clear(), patience);
        } finally {
            ahead.flip();
        }
        if (read < 0) {
            throw new EOFException("the connection was closed");
        }
    }

    @Override
    public void close() {
        try (selector) {
            channel.close();
        } catch (IOException e) {
            // Nothing can be lost with a connection that nobody wants.
        }
    }
}
