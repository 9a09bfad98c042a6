package dev.drayage.containerd.http2;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response, which may go on at the same time. For one thread that writes and one that reads, which may be
 * the same.
 */
public final class Http2Stream implements Closeable {
    private final Http2Connection connection;
    private final int id;
    private final Inbox inbox = new Inbox(Http2Connection.STREAM_WINDOW_BYTES);
    private Map<String, String> headers = Map.of();
    private int taken;
    private volatile boolean ended;
    private @Nullable IOException failure;

    /** What may be sent; guarded by the connection. */
    long sendWindow;

    Http2Stream(Http2Connection connection, int id, int sendWindow) {
        this.connection = connection;
        this.id = id;
        this.sendWindow = sendWindow;
    }

    int id() {
        return id;
    }

    /** Whether the other side wants nothing more. */
    boolean isEnded() {
        return ended;
    }

    /**
     * Sends all of these bytes, as the other side lets; none any more if it has ended the stream.
     *
     * @param timeout how long the other side may let nothing be sent
     */
    public void write(List<ByteBuffer> bytes, Duration timeout) throws IOException {
        while (!ended && bytes.stream().anyMatch(ByteBuffer::hasRemaining)) {
            connection.sendSome(this, bytes, timeout);
        }
    }

    /** Says that nothing follows. */
    public void finish() throws IOException {
        if (!ended) {
            connection.send(DataFrames.end(id));
        }
    }

    /**
     * Reads what there is, up to what fits, and waits until there is something.
     *
     * @return how many bytes; -1 at the end of the response
     * @throws IdleTimeoutException if nothing came in time
     * @throws StreamResetException if the other side broke it off
     * @throws ConnectionLostException if the connection was lost
     */
    public int read(ByteBuffer target, Duration timeout) throws IOException {
        int count;
        int more = 0;
        synchronized (this) {
            if (inbox.count() == 0) {
                Deadline deadline = new Deadline(timeout);
                while (inbox.count() == 0 && !ended) {
                    deadline.await(this);
                }
            }
            if (inbox.count() == 0) {
                if (failure != null) {
                    throw failure;
                }
                return -1;
            }
            count = inbox.get(target);
            taken += count;
            if (taken >= Http2Connection.STREAM_WINDOW_BYTES / 2 && !ended) {
                more = taken;
                taken = 0;
            }
        }
        if (more > 0) {
            connection.send(Frames.more(id, more));
        }
        return count;
    }

    /** Whether reading would not wait. */
    public synchronized boolean isReadable() {
        return inbox.count() > 0 || ended;
    }

    /** What was said last: with the response or, after it, at its end. */
    public synchronized Map<String, String> headers() {
        return headers;
    }

    synchronized void receive(ByteBuffer bytes, int frameBytes) throws Http2Exception {
        taken += frameBytes - bytes.remaining();
        if (inbox.count() + taken + bytes.remaining() > Http2Connection.STREAM_WINDOW_BYTES) {
            throw new Http2Exception("more came of a stream than was asked for");
        }
        inbox.put(bytes);
        notifyAll();
    }

    synchronized void receive(Map<String, String> next) {
        headers = next;
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized void fail(IOException cause) {
        if (!ended) {
            failure = cause;
            ended = true;
            notifyAll();
        }
    }

    /** Breaks it off, unless it has ended. What came and was not read is gone. */
    @Override
    public void close() {
        synchronized (this) {
            inbox.clear();
            if (ended) {
                return;
            }
            ended = true;
            notifyAll();
        }
        connection.forget(this);
        try {
            connection.send(Frames.cancel(id));
        } catch (IOException e) {
            // Then it is broken off all the same.
        }
    }
}
