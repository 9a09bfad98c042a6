package dev.drayage.containerd;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call with one message to the daemon, for the stubs that wait for the responses. All happens in the methods that are
 * called, so that nothing is handed from thread to thread.
 */
final class WaitingCall<Q, A> extends ClientCall<Q, A> {
    private static final Duration LONG = Duration.ofDays(1);

    private final Connection connection;
    private final MethodDescriptor<Q, A> method;
    private final CallOptions options;
    private @Nullable Listener<A> listener;
    private Metadata headers = new Metadata();
    private byte[] message = {};
    private int wanted;
    private boolean delivering;
    private @Nullable Call call;

    WaitingCall(Connection connection, MethodDescriptor<Q, A> method, CallOptions options) {
        this.connection = connection;
        this.method = method;
        this.options = options;
    }

    @Override
    public void start(Listener<A> started, Metadata with) {
        listener = started;
        headers = with;
    }

    @Override
    public void sendMessage(Q request) {
        try {
            message = method.streamRequest(request).readAllBytes();
        } catch (IOException e) {
            throw Status.INTERNAL.withCause(e).asRuntimeException();
        }
    }

    @Override
    public void halfClose() {
        Deadline deadline = options.getDeadline();
        Duration timeout = deadline == null ? LONG : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        attempt(() -> {
            Call made = options.isWaitForReady()
                    ? connection.reconnect(method, headers, timeout)
                    : connection.begin(method, headers, timeout);
            call = made;
            made.send(message, ByteBuffer.allocate(0));
            made.finish();
        });
        deliver();
    }

    @Override
    public void request(int count) {
        wanted += count;
        deliver();
    }

    private void deliver() {
        // A listener that is given a message asks for the next.
        if (delivering) {
            return;
        }
        delivering = true;
        while (wanted > 0 && call != null) {
            attempt(this::deliverNext);
        }
        delivering = false;
    }

    private void deliverNext() throws IOException {
        Call made = call;
        Listener<A> told = listener;
        if (made == null || told == null) {
            return;
        }
        int size = made.next();
        if (size < 0) {
            end(Status.OK);
        } else {
            wanted--;
            told.onMessage(
                    method.parseResponse(new ByteArrayInputStream(made.message().readNBytes(size))));
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (StatusRuntimeException e) {
            end(e.getStatus());
        } catch (IOException e) {
            end(Status.CANCELLED.withCause(e));
        }
    }

    private void end(Status status) {
        Call made = call;
        if (made != null) {
            made.close();
        }
        call = null;
        Listener<A> told = listener;
        listener = null;
        if (told != null) {
            told.onClose(status, new Metadata());
        }
    }

    @Override
    public void cancel(@Nullable String why, @Nullable Throwable cause) {
        end(Status.CANCELLED.withDescription(why).withCause(cause));
    }
}
