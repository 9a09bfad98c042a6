package dev.drayage.containerd;

import com.google.protobuf.UnsafeByteOperations;
import dev.drayage.containerd.api.content.ReadContentRequest;
import dev.drayage.containerd.api.content.ReadContentResponse;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentStore;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a stretch of a blob as fast as the client takes it. Its methods are called by one thread at a time. */
final class ReadCall {
    private static final int FRAME_BYTES = 1 << 20;

    private final ServerCallStreamObserver<ReadContentResponse> call;
    private final Blob blob;
    private final long start;
    private final long end;
    /** Used again for each response: one is on its way, or copied to be so, when it has been given. */
    private final byte[] frame;

    private long position;
    private boolean ended;

    private ReadCall(ServerCallStreamObserver<ReadContentResponse> call, Blob blob, long start, long end) {
        this.call = call;
        this.blob = blob;
        this.start = start;
        this.end = end;
        this.position = start;
        this.frame = new byte[(int) Math.min(FRAME_BYTES, end - start)];
    }

    /** Answers a request; of an offset before the beginning the beginning is taken, of a size of 0 all. */
    static void begin(
            ContentStore store, ReadContentRequest request, ServerCallStreamObserver<ReadContentResponse> call)
            throws IOException {
        Digest digest = Wire.digest(request.getDigest());
        // Of what size it is, opening it tells; a client that reads bit by bit should not have it looked up twice a
        // bit.
        Blob blob = store.open(Descriptor.of(MediaTypes.OCTET_STREAM, digest, 0));
        try {
            long start = Math.max(0, request.getOffset());
            if (start > blob.size()) {
                throw new ContentException(
                        Kind.OUT_OF_RANGE,
                        "cannot read content " + digest + " from offset " + start + " on: it has " + blob.size()
                                + " bytes");
            }
            long wanted = request.getSize();
            long end = wanted <= 0 || wanted > blob.size() - start ? blob.size() : start + wanted;
            ReadCall read = new ReadCall(call, blob, start, end);
            call.setOnReadyHandler(read::send);
            call.setOnCancelHandler(read::close);
            read.send();
        } catch (IOException | RuntimeException e) {
            blob.close();
            throw e;
        }
    }

    private void send() {
        try {
            while (!ended && position < end && call.isReady()) {
                int count = (int) Math.min(frame.length, end - position);
                blob.readAt(position, ByteBuffer.wrap(frame, 0, count));
                call.onNext(ReadContentResponse.newBuilder()
                        .setOffset(position - start)
                        .setData(UnsafeByteOperations.unsafeWrap(frame, 0, count))
                        .build());
                position += count;
            }
            if (!ended && position == end) {
                close();
                call.onCompleted();
            }
        } catch (IOException | RuntimeException e) {
            close();
            call.onError(GrpcErrors.toStatus(e));
        }
    }

    private void close() {
        ended = true;
        try {
            blob.close();
        } catch (IOException e) {
            // All that was asked of it is here.
        }
    }
}
