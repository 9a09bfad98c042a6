package dev.drayage.containerd;

import dev.drayage.containerd.api.content.ContentGrpc;
import dev.drayage.containerd.api.content.ReadContentRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A stretch of a blob that is on its way, or here. Any number of threads may wait for it and copy from it. */
final class Stretch extends ClientCall.Listener<Integer> {
    private final long offset;
    private final byte[] bytes;
    private final CountDownLatch ended = new CountDownLatch(1);
    private int received;
    private @Nullable Status status;
    private @Nullable ClientCall<ReadContentRequest, Integer> call;

    /** The {@code size} bytes from {@code offset} on. */
    Stretch(long offset, int size) {
        this.offset = offset;
        this.bytes = new byte[size];
    }

    /** Asks for it; what comes is taken in by the connection's own thread. */
    void start(Connection connection, CallScope scope, CallOptions options, String digest) {
        ClientCall<ReadContentRequest, Integer> started = connection
                .channel()
                .newCall(
                        ContentGrpc.getReadMethod().toBuilder(
                                        ContentGrpc.getReadMethod().getRequestMarshaller(), new ReadMessage(this::take))
                                .build(),
                        options);
        call = started;
        started.start(this, scope.headers());
        // All that can come fits into the array, so nothing has to be held back.
        started.request(Integer.MAX_VALUE);
        started.sendMessage(ReadContentRequest.newBuilder()
                .setDigest(digest)
                .setOffset(offset)
                .setSize(bytes.length)
                .build());
        started.halfClose();
    }

    private void take(InputStream message, int count) throws IOException {
        if (count > bytes.length - received) {
            throw new IOException("more came than was asked for");
        }
        if (message.readNBytes(bytes, received, count) < count) {
            throw new EOFException("a message is cut off");
        }
        received += count;
    }

    @Override
    public void onClose(Status closed, Metadata trailers) {
        status = closed;
        ended.countDown();
    }

    /** Waits until all of it is here or has failed; interrupting one that waits leaves it to the others. */
    Status await() throws InterruptedIOException {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading from containerd");
        }
        return status == null ? Status.UNKNOWN : status;
    }

    boolean isComplete() {
        return received == bytes.length;
    }

    /** Where it ends as far as it came. */
    long end() {
        return offset + received;
    }

    /** Copies what lies at a position of the blob, which must be within; as much as fits. */
    void copy(long position, ByteBuffer target) {
        int from = (int) (position - offset);
        target.put(bytes, from, Math.min(target.remaining(), bytes.length - from));
    }

    void cancel() {
        ClientCall<ReadContentRequest, Integer> started = call;
        if (started != null) {
            started.cancel("no longer wanted", null);
        }
    }
}
