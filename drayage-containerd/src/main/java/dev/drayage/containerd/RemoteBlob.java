package dev.drayage.containerd;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import io.grpc.CallOptions;
import io.grpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A blob that the daemon reads. Reads in order run ahead, several stretches at once, so that the daemon always has
 * something to do; other reads ask for just what they want.
 */
final class RemoteBlob implements Blob {
    private static final int STRETCH_BYTES = 2 << 20;
    /** Stretches on their way beside the one that is read; with it they are all the memory that a blob takes. */
    private static final int AHEAD = 3;

    private final Connection connection;
    private final CallScope scope;
    private final Descriptor descriptor;
    private final String location;
    private final long size;
    private final Map<Long, Stretch> stretches = new TreeMap<>();
    private long next;
    private volatile boolean closed;

    /** The blob of this descriptor, of which the daemon says that it has {@code size} bytes. */
    RemoteBlob(Connection connection, CallScope scope, Descriptor descriptor, String location, long size) {
        this.connection = connection;
        this.scope = scope;
        this.descriptor = descriptor;
        this.location = location;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int readAt(long position, ByteBuffer target) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("position must not be negative: " + position);
        }
        requireOpen();
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        int limit = target.limit();
        int start = target.position();
        target.limit(start + (int) Math.min(target.remaining(), size - position));
        try {
            if (isInOrder(position, target.remaining())) {
                while (target.hasRemaining()) {
                    long at = position + target.position() - start;
                    Stretch stretch = ahead(at / STRETCH_BYTES);
                    complete(stretch, at / STRETCH_BYTES).copy(at, target);
                }
            } else {
                read(position, target);
            }
            return target.position() - start;
        } finally {
            target.limit(limit);
        }
    }

    private synchronized boolean isInOrder(long position, int count) {
        boolean inOrder = position == next && size > STRETCH_BYTES;
        next = position + count;
        return inOrder;
    }

    private void read(long position, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int count = Math.min(target.remaining(), STRETCH_BYTES);
            Stretch stretch = new Stretch(position, count);
            stretch.start(connection, scope, deadline(), descriptor.digest().toString());
            if (!succeeded(stretch)) {
                stretch = again(position, count);
            }
            stretch.copy(position, target);
            position += count;
        }
    }

    /** The stretch of this number, with those after it on their way. */
    private synchronized Stretch ahead(long number) throws IOException {
        requireOpen();
        stretches.entrySet().removeIf(held -> {
            boolean passed = held.getKey() < number || held.getKey() > number + AHEAD;
            if (passed) {
                held.getValue().cancel();
            }
            return passed;
        });
        Stretch wanted = start(number);
        for (long more = number + 1; more <= number + AHEAD && more * STRETCH_BYTES < size; more++) {
            start(more);
        }
        return wanted;
    }

    private Stretch start(long number) {
        return stretches.computeIfAbsent(number, absent -> {
            Stretch stretch = new Stretch(number * STRETCH_BYTES, length(number));
            stretch.start(connection, scope, deadline(), descriptor.digest().toString());
            return stretch;
        });
    }

    private int length(long number) {
        return (int) Math.min(STRETCH_BYTES, size - number * STRETCH_BYTES);
    }

    private Stretch complete(Stretch stretch, long number) throws IOException {
        if (succeeded(stretch)) {
            return stretch;
        }
        Stretch again = again(number * STRETCH_BYTES, length(number));
        synchronized (this) {
            stretches.replace(number, stretch, again);
        }
        return again;
    }

    /** Once more, for the daemon may have been started anew. */
    private Stretch again(long position, int count) throws IOException {
        Stretch stretch = new Stretch(position, count);
        stretch.start(
                connection,
                scope,
                connection.afterReconnect(),
                descriptor.digest().toString());
        if (!succeeded(stretch)) {
            throw connection.failed("read " + descriptor.kind() + " " + descriptor.digest(), stretch.await());
        }
        return stretch;
    }

    /** Whether it came; false if the connection was lost, or another reader, who is elsewhere, let it go. */
    private boolean succeeded(Stretch stretch) throws IOException {
        Status status = stretch.await();
        requireOpen();
        if (status.isOk()) {
            if (!stretch.isComplete()) {
                throw new ContentException(
                        Kind.OUT_OF_RANGE,
                        descriptor.kind() + " " + descriptor.digest() + " in " + location + " ends at offset "
                                + stretch.end() + " though it had " + size
                                + " bytes when it was opened; its file was damaged");
            }
            return true;
        }
        if (GrpcErrors.isConnectionLost(status) || status.getCode() == Status.Code.CANCELLED) {
            return false;
        }
        if (status.getCode() == Status.Code.NOT_FOUND) {
            throw ContentNotFoundException.of(
                    List.of(descriptor),
                    descriptor.kind() + " " + descriptor.digest() + " was deleted from " + location
                            + " while it was being read");
        }
        throw connection.failed("read " + descriptor.kind() + " " + descriptor.digest(), status);
    }

    private CallOptions deadline() {
        return CallOptions.DEFAULT.withDeadlineAfter(
                connection.options().patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        stretches.values().forEach(Stretch::cancel);
        stretches.clear();
    }

    @Override
    public String toString() {
        return descriptor + " in " + location;
    }
}
