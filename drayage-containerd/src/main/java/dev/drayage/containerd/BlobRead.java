package dev.drayage.containerd;

import dev.drayage.containerd.api.content.ReadContentRequest;
import dev.drayage.oci.Digest;
import io.grpc.Status;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One {@code Read} of the content service: the bytes of a blob from some position on, in order. For one thread at a time. */
final class BlobRead implements Closeable {
    private final Call call;
    private final long end;
    private long position;
    private int content;

    private BlobRead(Call call, long position, long end) {
        this.call = call;
        this.position = position;
        this.end = end;
    }

    /** Asks for the bytes from {@code position} to {@code end}. */
    static BlobRead begin(Call call, Digest digest, long position, long end) throws IOException {
        try {
            byte[] request = ReadContentRequest.newBuilder()
                    .setDigest(digest.toString())
                    .setOffset(position)
                    .setSize(end - position)
                    .build()
                    .toByteArray();
            call.send(request, ByteBuffer.allocate(0));
            call.finish();
            return new BlobRead(call, position, end);
        } catch (IOException | RuntimeException e) {
            call.close();
            throw e;
        }
    }

    /** Where the next byte comes from. */
    long position() {
        return position;
    }

    boolean isDone() {
        return position == end;
    }

    /** Reads some of what it was made for; -1 if the daemon has no more, whether it should or not. */
    int read(ByteBuffer target) throws IOException {
        while (content == 0) {
            int next = ReadMessage.nextContent(call.message());
            if (next < 0 && call.next() < 0) {
                return -1;
            }
            content = Math.max(0, next);
        }
        int limit = target.limit();
        target.limit(target.position() + Math.min(target.remaining(), content));
        try {
            int count = call.read(target);
            if (count < 0 || count > end - position) {
                throw Status.INTERNAL
                        .withDescription("other content came than was asked for")
                        .asRuntimeException();
            }
            content -= count;
            position += count;
            return count;
        } finally {
            target.limit(limit);
        }
    }

    /** Takes in how it ended after its last byte, so that nothing has to be broken off. */
    void finish() throws IOException {
        while (call.next() >= 0) {
            // A response without content.
        }
    }

    @Override
    public void close() {
        call.close();
    }
}
