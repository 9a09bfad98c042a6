package dev.drayage.containerd;

import dev.drayage.containerd.api.content.ContentGrpc;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.Ranges;
import dev.drayage.oci.Descriptor;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A blob that the daemon reads. Reads that follow one another share a call, on which the daemon runs ahead as far as it
 * is let; other reads ask for just what they want.
 */
final class RemoteBlob implements Blob {
    /** Less is not worth to be run ahead of. */
    private static final int LARGE_BYTES = 2 << 20;
    /** Readers in different places, whose calls are kept for them. */
    private static final int RESTING = 4;

    private final Connection connection;
    private final CallScope scope;
    private final Descriptor descriptor;
    private final String location;
    private final long size;
    private final ArrayDeque<BlobRead> resting = new ArrayDeque<>();
    private long next;
    private boolean closed;

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
        requireOpen();
        return Ranges.read(position, target, size, this::read);
    }

    private void read(long position, ByteBuffer target) throws IOException {
        int start = target.position();
        long last = isInOrder(position, target.remaining()) ? size : position + target.remaining();
        try {
            BlobRead rested = take(position);
            fill(target, rested != null ? rested : begin(position, last, false));
        } catch (StatusRuntimeException e) {
            if (!GrpcErrors.isConnectionLost(e.getStatus())) {
                throw failed(e.getStatus());
            }
            readOn(position + target.position() - start, last, target);
        }
    }

    /** Once more, for the daemon may have been restarted. */
    private void readOn(long position, long last, ByteBuffer target) throws IOException {
        try {
            fill(target, begin(position, last, true));
        } catch (StatusRuntimeException e) {
            throw failed(e.getStatus());
        }
    }

    private BlobRead begin(long position, long last, boolean again) throws IOException {
        Duration timeout = connection.options().timeout();
        MethodDescriptor<?, ?> method = ContentGrpc.getReadMethod();
        Call call = again
                ? connection.reconnect(method, scope.headers(), timeout)
                : connection.begin(method, scope.headers(), timeout);
        return BlobRead.begin(call, descriptor.digest(), position, last);
    }

    private void fill(ByteBuffer target, BlobRead read) throws IOException {
        boolean kept = false;
        try {
            while (target.hasRemaining()) {
                if (read.read(target) < 0) {
                    throw new ContentException(
                            Kind.OUT_OF_RANGE,
                            descriptor.kind() + " " + descriptor.digest() + " in " + location + " ends at offset "
                                    + read.position() + " though it had " + size
                                    + " bytes when it was opened; its file was damaged");
                }
            }
            if (read.isDone()) {
                read.finish();
            } else {
                kept = rest(read);
            }
        } finally {
            if (!kept) {
                read.close();
            }
        }
    }

    private IOException failed(Status status) {
        if (status.getCode() == Status.Code.NOT_FOUND) {
            return ContentNotFoundException.of(
                    List.of(descriptor),
                    descriptor.kind() + " " + descriptor.digest() + " was deleted from " + location
                            + " while it was being read");
        }
        return connection.failed("read " + descriptor.kind() + " " + descriptor.digest(), status);
    }

    private synchronized boolean isInOrder(long position, int count) {
        boolean inOrder = position == next && size > LARGE_BYTES;
        next = position + count;
        return inOrder;
    }

    /** A call that gives the byte at this position next, if there is one. */
    private synchronized @Nullable BlobRead take(long position) {
        for (BlobRead read : resting) {
            if (read.position() == position) {
                resting.remove(read);
                return read;
            }
        }
        return null;
    }

    /** Whether it was put by for whoever reads on; the one that was put by first makes room for it. */
    private synchronized boolean rest(BlobRead read) {
        if (closed) {
            return false;
        }
        resting.add(read);
        if (resting.size() > RESTING) {
            resting.remove().close();
        }
        return true;
    }

    private synchronized void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        resting.forEach(BlobRead::close);
        resting.clear();
    }

    @Override
    public String toString() {
        return descriptor + " in " + location;
    }
}
