package dev.drayage.containerd;

import dev.drayage.containerd.http2.ConnectionLostException;
import dev.drayage.containerd.http2.Http2Connection;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a daemon, which connects again by itself when it is lost. Thread-safe.
 *
 * <p>Calls block and have a deadline; interrupting the caller cancels the call.
 */
final class Connection implements Closeable {
    /** What containerd itself accepts and sends. */
    static final int MAX_MESSAGE_BYTES = 16 << 20;

    static final String AUTHORITY = "localhost";

    /** How long a daemon that restarts is waited for. */
    private static final Duration RECONNECT = Duration.ofSeconds(5);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(50), Duration.ofMillis(50));

    private final ConnectOptions options;
    private final Channel channel = new DaemonChannel(this);
    private @Nullable Http2Connection current;
    private boolean closed;

    private Connection(ConnectOptions options) {
        this.options = options;
    }

    /** Something that is asked of the daemon. */
    @FunctionalInterface
    interface Request<S extends AbstractStub<S>, T> {
        T send(S stub);
    }

    /**
     * Connects.
     *
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if there is no such socket; of kind
     *     {@link Kind#UNAVAILABLE} if nobody listens; of kind {@link Kind#INVALID_ARGUMENT} if this user may not connect
     */
    static Connection open(ConnectOptions options) throws IOException {
        Connection connection = new Connection(options);
        try {
            connection.connected();
        } catch (ConnectionLostException e) {
            throw refused(options.socket(), e);
        }
        return connection;
    }

    private static ContentException refused(Path socket, ConnectionLostException cause) {
        String where = "cannot connect to containerd at " + socket + ": ";
        String reason = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("permission denied")) {
            return new ContentException(
                    Kind.INVALID_ARGUMENT,
                    where + "permission denied; run this as a user who may, which is usually root",
                    cause);
        }
        if (!Files.exists(socket)) {
            return ContentNotFoundException.of(
                    where + "there is no such socket; see whether containerd runs, or name another with option address",
                    cause);
        }
        return new ContentException(
                Kind.UNAVAILABLE, where + reason + "; see whether containerd runs, or name another socket", cause);
    }

    private synchronized Http2Connection connected() throws IOException {
        if (closed) {
            throw Status.UNAVAILABLE.withDescription("this client was closed").asRuntimeException();
        }
        Http2Connection usable = current;
        if (usable == null || !usable.isUsable()) {
            usable = Http2Connection.connect(options.socket());
            current = usable;
        }
        return usable;
    }

    /**
     * Begins a call.
     *
     * @param timeout how long each wait of the call may be
     */
    Call begin(MethodDescriptor<?, ?> method, Metadata headers, Duration timeout) throws IOException {
        try {
            return new Call(connected().open(RequestHeaders.of(method, headers), timeout), timeout);
        } catch (IOException e) {
            throw Call.failed(e);
        }
    }

    /** Begins a call, and waits a little for the daemon to be there again. */
    Call reconnect(MethodDescriptor<?, ?> method, Metadata headers, Duration timeout) throws IOException {
        Retries retries = Retries.within(RECONNECT, Sleeper.ofSystem(), BACKOFF, "waiting for " + location());
        while (true) {
            try {
                return begin(method, headers, timeout);
            } catch (StatusRuntimeException e) {
                if (!GrpcErrors.isConnectionLost(e.getStatus()) || !retries.failed()) {
                    throw e;
                }
            }
            retries.pause();
        }
    }

    /** What messages call the daemon. */
    String location() {
        return "containerd at " + options.socket();
    }

    ConnectOptions options() {
        return options;
    }

    Channel channel() {
        return channel;
    }

    /**
     * Asks once.
     *
     * @param doing what is tried, for messages
     */
    <S extends AbstractStub<S>, T> T call(String doing, S stub, Request<S, T> request) throws IOException {
        try {
            return request.send(withDeadline(stub));
        } catch (StatusRuntimeException e) {
            throw failed(doing, e.getStatus());
        }
    }

    /** Asks, and once more if the connection is lost: for what changes nothing. */
    <S extends AbstractStub<S>, T> T ask(String doing, S stub, Request<S, T> request) throws IOException {
        try {
            return request.send(withDeadline(stub));
        } catch (StatusRuntimeException e) {
            if (!GrpcErrors.isConnectionLost(e.getStatus())) {
                throw failed(doing, e.getStatus());
            }
        }
        try {
            return request.send(withDeadline(stub.withWaitForReady()));
        } catch (StatusRuntimeException e) {
            throw failed(doing, e.getStatus());
        }
    }

    private <S extends AbstractStub<S>> S withDeadline(S stub) {
        return stub.withDeadlineAfter(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    IOException failed(String doing, Status status) {
        return GrpcErrors.toException("cannot " + doing + " of " + location(), status);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
        }
    }
}
