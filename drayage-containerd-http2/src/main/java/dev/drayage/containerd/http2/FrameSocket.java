package dev.drayage.containerd.http2;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A socket for one thread that reads and any that write, each what it writes in one piece.
 *
 * <p>It does not block in the channel, for the JDK closes a channel in which a thread is interrupted, and others are at
 * work on it.
 */
final class FrameSocket implements Closeable {
    /** How long the other side may take nothing at all, before it counts as lost. */
    private static final long STUCK_MILLISECONDS = 60_000;

    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private final ReentrantLock writing = new ReentrantLock();

    private FrameSocket(SocketChannel channel, Selector readable, Selector writable) {
        this.channel = channel;
        this.readable = readable;
        this.writable = writable;
    }

    static FrameSocket connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.configureBlocking(false);
            return new FrameSocket(
                    channel, selector(channel, SelectionKey.OP_READ), selector(channel, SelectionKey.OP_WRITE));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Selector selector(SocketChannel channel, int operation) throws IOException {
        Selector selector = Selector.open();
        channel.register(selector, operation);
        return selector;
    }

    /** Waits for more and reads what there is, up to what fits. */
    void read(ByteBuffer target) throws IOException {
        int count = channel.read(target);
        while (count == 0) {
            await(readable, 0);
            count = channel.read(target);
        }
        if (count < 0) {
            throw new EOFException("it closed the connection");
        }
    }

    /** Writes all of it; an interrupted thread too, for half of it would be the end of everything. */
    void write(ByteBuffer... buffers) throws IOException {
        boolean interrupted = false;
        writing.lock();
        try {
            int first = 0;
            while (first < buffers.length) {
                if (!buffers[first].hasRemaining()) {
                    first++;
                } else if (channel.write(buffers, first, buffers.length - first) == 0) {
                    interrupted |= Thread.interrupted();
                    if (!await(writable, STUCK_MILLISECONDS)
                            && !Thread.currentThread().isInterrupted()) {
                        throw new IOException("it takes nothing any more");
                    }
                }
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        } finally {
            writing.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether it became ready in time; 0 milliseconds are any time. */
    private boolean await(Selector selector, long milliseconds) throws IOException {
        try {
            int ready = selector.select(milliseconds);
            selector.selectedKeys().clear();
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            return ready > 0;
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }
}
