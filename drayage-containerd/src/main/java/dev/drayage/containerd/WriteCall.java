package dev.drayage.containerd;

import com.google.protobuf.ByteString;
import dev.drayage.containerd.api.content.WriteAction;
import dev.drayage.containerd.api.content.WriteContentRequest;
import dev.drayage.containerd.api.content.WriteContentResponse;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation about one ingest, which is its client's for as long as it lasts. What was written stays when it ends
 * without a commit, whatever the reason. Its methods are called by one thread at a time, and the next message is taken
 * when one has been responded to.
 */
final class WriteCall implements StreamObserver<WriteContentRequest> {
    /** Finds the store when the first message is here. */
    @FunctionalInterface
    interface Store {
        ContentStore get() throws IOException;
    }

    private final Store store;
    private final StreamObserver<WriteContentResponse> call;
    private @Nullable ContentWriter writer;
    private long total;
    private @Nullable Digest expected;
    private boolean ended;

    WriteCall(Store store, StreamObserver<WriteContentResponse> call) {
        this.store = store;
        this.call = call;
    }

    @Override
    public void onNext(WriteContentRequest request) {
        if (ended) {
            return;
        }
        try {
            WriteContentResponse response = respond(request);
            if (request.getAction() == WriteAction.COMMIT) {
                end();
                call.onNext(response);
                call.onCompleted();
            } else {
                call.onNext(response);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private WriteContentResponse respond(WriteContentRequest request) throws IOException {
        if (!request.getExpected().isEmpty()) {
            expected = Wire.digest(request.getExpected());
        }
        if (request.getTotal() > 0) {
            total = request.getTotal();
        }
        ContentWriter open = writer;
        if (open == null) {
            open = open(request.getRef());
            writer = open;
        }
        return switch (request.getAction()) {
            case STAT -> status(open);
            case WRITE -> write(open, request).build();
            case COMMIT -> commit(open, request);
            case UNRECOGNIZED ->
                throw new ContentException(Kind.INVALID_ARGUMENT, "a write stats, writes or commits, and nothing else");
        };
    }

    private ContentWriter open(String ref) throws IOException {
        if (ref.isEmpty()) {
            throw new ContentException(Kind.INVALID_ARGUMENT, "the first message of a write must have a ref");
        }
        Descriptor descriptor = expected == null ? null : Descriptor.of(MediaTypes.OCTET_STREAM, expected, total);
        return store.get().writer(ref, descriptor);
    }

    private WriteContentResponse status(ContentWriter open) throws IOException {
        IngestStatus status = open.status();
        return WriteContentResponse.newBuilder()
                .setAction(WriteAction.STAT)
                .setStartedAt(Wire.timestamp(status.startedAt()))
                .setUpdatedAt(Wire.timestamp(status.updatedAt()))
                .setOffset(status.offset())
                .setTotal(total)
                .setDigest(open.digest().toString())
                .build();
    }

    private WriteContentResponse.Builder write(ContentWriter open, WriteContentRequest request) throws IOException {
        long offset = open.status().offset();
        if (request.getOffset() == 0 && offset > 0) {
            open.truncate(0);
            offset = 0;
        }
        if (request.getOffset() != offset) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE,
                    "write @" + request.getOffset() + " must occur at current offset " + offset + " of ingest "
                            + open.status().ref());
        }
        ByteString data = request.getData();
        for (ByteBuffer part : data.asReadOnlyByteBufferList()) {
            open.write(part);
        }
        return WriteContentResponse.newBuilder()
                .setAction(WriteAction.WRITE)
                .setOffset(offset + data.size())
                .setTotal(total)
                .setDigest(open.digest().toString());
    }

    private WriteContentResponse commit(ContentWriter open, WriteContentRequest request) throws IOException {
        WriteContentResponse.Builder response = write(open, request).setAction(WriteAction.COMMIT);
        ContentInfo stored = open.commit(total, expected, request.getLabelsMap());
        return response.setDigest(stored.digest().toString()).build();
    }

    private void fail(Exception failure) {
        try {
            end();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        call.onError(GrpcErrors.toStatus(failure));
    }

    /** Lets go of the ingest, before the client is told: it may ask for it at once. */
    private void end() throws IOException {
        ended = true;
        ContentWriter open = writer;
        writer = null;
        if (open != null) {
            open.close();
        }
    }

    /** The client is gone. */
    @Override
    public void onError(Throwable reason) {
        try {
            end();
        } catch (IOException e) {
            // There is nobody to be told, and whoever goes on with the ingest looks at what there is of it.
        }
    }

    @Override
    public void onCompleted() {
        if (ended) {
            return;
        }
        try {
            end();
            call.onCompleted();
        } catch (IOException e) {
            call.onError(GrpcErrors.toStatus(e));
        }
    }
}
