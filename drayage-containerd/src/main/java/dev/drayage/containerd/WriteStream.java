package dev.drayage.containerd;

import dev.drayage.containerd.api.content.ContentGrpc;
import dev.drayage.containerd.api.content.WriteContentRequest;
import dev.drayage.containerd.api.content.WriteContentResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A conversation of the content service's {@code Write}: one answer to each message, in order. Some answers may be
 * outstanding, so that messages are on their way while the daemon writes. For one thread.
 */
final class WriteStream extends ClientCall.Listener<WriteContentResponse> {
    /** An answer, or how the conversation ended. */
    private record Event(@Nullable WriteContentResponse answer, Status end) {}

    private final Connection connection;
    private final String doing;
    private final ClientCall<WriteContentRequest, WriteContentResponse> call;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private int outstanding;
    private @Nullable Status ended;

    private WriteStream(Connection connection, String doing) {
        this.connection = connection;
        this.doing = doing;
        this.call = connection.channel().newCall(ContentGrpc.getWriteMethod(), CallOptions.DEFAULT);
    }

    static WriteStream open(Connection connection, CallScope scope, String doing) {
        WriteStream stream = new WriteStream(connection, doing);
        stream.call.start(stream, scope.headers());
        stream.call.request(Integer.MAX_VALUE);
        return stream;
    }

    @Override
    public void onMessage(WriteContentResponse answer) {
        events.add(new Event(answer, Status.OK));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        events.add(new Event(null, status));
    }

    boolean hasEnded() {
        return ended != null;
    }

    int outstanding() {
        return outstanding;
    }

    void send(WriteContentRequest message) {
        outstanding++;
        call.sendMessage(message);
    }

    /** The answer to the oldest message that has none yet. */
    WriteContentResponse answer(Duration patience) throws IOException {
        if (ended != null) {
            throw failure(ended);
        }
        Event event = next(patience);
        if (event.answer() == null) {
            ended = event.end();
            throw failure(event.end());
        }
        outstanding--;
        return event.answer();
    }

    /** Takes all answers and returns the last; null if none was outstanding. */
    @Nullable
    WriteContentResponse drain(Duration patience) throws IOException {
        WriteContentResponse last = null;
        while (outstanding > 0) {
            last = answer(patience);
        }
        return last;
    }

    private IOException failure(Status status) {
        // An end without an answer is none, whatever the status is.
        return connection.failed(
                doing, status.isOk() ? Status.UNKNOWN.withDescription("it stopped listening") : status);
    }

    private Event next(Duration patience) throws IOException {
        try {
            Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                cancel("no answer came in time");
                ended = Status.DEADLINE_EXCEEDED;
                throw failure(ended);
            }
            return event;
        } catch (InterruptedException e) {
            cancel("interrupted");
            ended = Status.CANCELLED;
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing to containerd");
        }
    }

    void cancel(String why) {
        call.cancel(why, null);
    }

    /** Says that nothing follows and waits for the other side to have let go of the ingest. */
    void finish(Duration patience) throws IOException {
        if (ended != null) {
            return;
        }
        call.halfClose();
        for (Event event = next(patience); event.answer() != null; event = next(patience)) {
            // What was still to be answered.
        }
        ended = Status.OK;
    }
}
