package dev.drayage.containerd;

import com.google.protobuf.CodedOutputStream;
import dev.drayage.containerd.api.content.ContentGrpc;
import dev.drayage.containerd.api.content.WriteContentRequest;
import dev.drayage.containerd.api.content.WriteContentResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of the content service's {@code Write}: one response to each message, in order. Responses may be
 * outstanding, so that messages are on their way while the daemon writes, as many as it lets come. For one thread.
 */
final class WriteStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Connection connection;
    private final String doing;
    private final Call call;
    private int outstanding;
    private boolean ended;

    private WriteStream(Connection connection, String doing, Call call) {
        this.connection = connection;
        this.doing = doing;
        this.call = call;
    }

    static WriteStream open(Connection connection, CallScope scope, String doing) throws IOException {
        try {
            Call call = connection.begin(
                    ContentGrpc.getWriteMethod(),
                    scope.headers(),
                    connection.options().timeout());
            return new WriteStream(connection, doing, call);
        } catch (StatusRuntimeException e) {
            throw connection.failed(doing, e.getStatus());
        }
    }

    /** Something that is done with the call. */
    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T attempt(Step<T> step) throws IOException {
        boolean well = false;
        try {
            T result = step.run();
            well = true;
            return result;
        } catch (StatusRuntimeException e) {
            throw connection.failed(doing, e.getStatus());
        } finally {
            if (!well) {
                cancel();
            }
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** Sends a message without content. */
    void send(WriteContentRequest message) throws IOException {
        attempt(() -> {
            call.send(message.toByteArray(), NOTHING.duplicate());
            return ++outstanding;
        });
    }

    /** Sends a message with all that remains in a buffer as its content, which is not copied. */
    void send(WriteContentRequest message, ByteBuffer content) throws IOException {
        // What was refused already need not be gone on with.
        while (outstanding > 0 && call.isReadable()) {
            response();
        }
        attempt(() -> {
            call.send(head(message, content.remaining()), content);
            return ++outstanding;
        });
    }

    /** The message up to where its content begins. */
    private static byte[] head(WriteContentRequest message, int count) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        message.writeTo(out);
        out.writeUInt32NoTag(WriteContentRequest.DATA_FIELD_NUMBER << 3 | 2);
        out.writeUInt32NoTag(count);
        out.flush();
        return head.toByteArray();
    }

    /** The response to the oldest message that has none yet. */
    WriteContentResponse response() throws IOException {
        return response(connection.options().timeout());
    }

    /** The same, waiting so long for it. */
    WriteContentResponse response(Duration timeout) throws IOException {
        return attempt(() -> {
            int size = call.next(timeout);
            if (size < 0) {
                // An end without a response is none, however well it is.
                throw Status.UNKNOWN.withDescription("it stopped listening").asRuntimeException();
            }
            outstanding--;
            return WriteContentResponse.parseFrom(call.message());
        });
    }

    /** Takes all responses and returns the last; null if none was outstanding. */
    @Nullable
    WriteContentResponse drain() throws IOException {
        WriteContentResponse last = null;
        while (outstanding > 0) {
            last = response();
        }
        return last;
    }

    void cancel() {
        ended = true;
        call.close();
    }

    /** Says that nothing follows and waits for the other side to have let go of the ingest. */
    void finish() throws IOException {
        if (ended) {
            return;
        }
        attempt(() -> {
            call.finish();
            int size = call.next();
            while (size >= 0) {
                size = call.next(); // what was still to be answered
            }
            return size;
        });
        ended = true;
    }
}
