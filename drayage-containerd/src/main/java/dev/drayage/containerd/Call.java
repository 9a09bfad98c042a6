package dev.drayage.containerd;

import dev.drayage.containerd.http2.ConnectionLostException;
import dev.drayage.containerd.http2.Http2Stream;
import dev.drayage.containerd.http2.IdleTimeoutException;
import dev.drayage.containerd.http2.StreamResetException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * A call of gRPC: messages out and in. For one thread at a time. Whatever goes wrong with it is thrown as a {@link
 * StatusRuntimeException}, and an {@link java.io.InterruptedIOException} where the thread is interrupted.
 */
final class Call implements Closeable {
    private static final int PREFIX_BYTES = 5;

    private final Http2Stream stream;
    private final Duration timeout;
    private final ByteBuffer single = ByteBuffer.allocate(1);
    private int left;

    /** Over a stream whose headers were sent; every wait for the other side ends after {@code timeout}. */
    Call(Http2Stream stream, Duration timeout) {
        this.stream = stream;
        this.timeout = timeout;
    }

    /** Sends a message: {@code head}, and {@code rest} right behind it. */
    void send(byte[] head, ByteBuffer rest) throws IOException {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES).put((byte) 0).putInt(head.length + rest.remaining());
        try {
            stream.write(List.of(prefix.flip(), ByteBuffer.wrap(head), rest), timeout);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Says that no more messages follow. */
    void finish() throws IOException {
        try {
            stream.finish();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Whether a message, or the end, is there without waiting for it. */
    boolean isReadable() {
        return stream.isReadable();
    }

    /**
     * Goes to the next message that comes, over what is left of the one before.
     *
     * @return its size; -1 if the other side has ended the call well
     */
    int next() throws IOException {
        return next(timeout);
    }

    /** The same, waiting so long for it. */
    int next(Duration longest) throws IOException {
        message().skipNBytes(left);
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
        while (prefix.hasRemaining()) {
            if (readStream(prefix, longest) < 0) {
                if (prefix.position() > 0) {
                    throw malformed("a message was cut off");
                }
                requireOk();
                return -1;
            }
        }
        prefix.flip();
        if (prefix.get() != 0) {
            throw malformed("a message is compressed");
        }
        int size = prefix.getInt();
        if (size < 0 || size > Connection.MAX_MESSAGE_BYTES) {
            throw malformed("a message has " + Integer.toUnsignedString(size) + " bytes");
        }
        left = size;
        return size;
    }

    private static StatusRuntimeException malformed(String what) {
        return Status.INTERNAL.withDescription(what).asRuntimeException();
    }

    private void requireOk() {
        Status status = Trailers.status(stream.headers());
        if (!status.isOk()) {
            throw status.asRuntimeException();
        }
    }

    /** Reads of the message, up to what fits; -1 at its end. */
    int read(ByteBuffer target) throws IOException {
        if (left == 0) {
            return target.hasRemaining() ? -1 : 0;
        }
        int limit = target.limit();
        target.limit(target.position() + Math.min(target.remaining(), left));
        try {
            int count = readStream(target, timeout);
            if (count < 0) {
                requireOk();
                throw malformed("a message was cut off");
            }
            left -= count;
            return count;
        } finally {
            target.limit(limit);
        }
    }

    private int readStream(ByteBuffer target, Duration longest) throws IOException {
        try {
            return stream.read(target, longest);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The rest of the message. */
    InputStream message() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return Call.this.read(single.clear()) < 0 ? -1 : single.get(0) & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return Call.this.read(ByteBuffer.wrap(target, offset, length));
            }

            @Override
            public int available() {
                return left;
            }
        };
    }

    /** What a failure of the connection is as a status; that the thread was interrupted is thrown. */
    static StatusRuntimeException failed(IOException problem) throws IOException {
        if (problem instanceof ConnectionLostException) {
            return Status.UNAVAILABLE.withCause(problem).asRuntimeException();
        }
        if (problem instanceof IdleTimeoutException) {
            return Status.DEADLINE_EXCEEDED.withCause(problem).asRuntimeException();
        }
        if (problem instanceof StreamResetException reset) {
            Status status = reset.isRefused()
                    ? Status.UNAVAILABLE
                    : reset.isCancelled() ? Status.CANCELLED : Status.INTERNAL.withDescription(reset.getMessage());
            return status.withCause(reset).asRuntimeException();
        }
        throw problem;
    }

    @Override
    public void close() {
        stream.close();
    }
}
