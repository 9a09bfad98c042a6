package dev.drayage.containerd;

import dev.drayage.containerd.socket.UnixSocket;
import dev.drayage.containerd.socket.UnixSocketFactory;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.AbstractStub;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a daemon, made anew by itself when it is lost. Thread-safe.
 *
 * <p>Calls block and have a deadline; interrupting the caller cancels the call.
 */
final class Connection implements Closeable {
    /** Enough for the stretches of several blobs to be on their way at once. */
    private static final int WINDOW_BYTES = 8 << 20;

    /** What containerd itself accepts and sends. */
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    /** How long a daemon that starts anew is waited for. */
    private static final int RECONNECT_SECONDS = 5;

    private static final int CLOSE_SECONDS = 5;

    private final ConnectOptions options;
    private final ManagedChannel channel;

    private Connection(ConnectOptions options, ManagedChannel channel) {
        this.options = options;
        this.channel = channel;
    }

    /** Something that is asked of the daemon. */
    @FunctionalInterface
    interface Call<S extends AbstractStub<S>, T> {
        T call(S stub);
    }

    /**
     * Connects.
     *
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if there is no such socket; of kind
     *     {@link Kind#UNAVAILABLE} if nobody listens; of kind {@link Kind#INVALID_ARGUMENT} if this user may not connect
     */
    static Connection open(ConnectOptions options) throws IOException {
        probe(options.socket());
        ManagedChannel channel = OkHttpChannelBuilder.forAddress("127.0.0.1", 1)
                .overrideAuthority("localhost")
                .proxyDetector(address -> null)
                .socketFactory(new UnixSocketFactory(options.socket()))
                .usePlaintext()
                .directExecutor()
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
        return new Connection(options, channel);
    }

    /** Connecting costs next to nothing here, and tells at once and plainly what gRPC tells later and at length. */
    private static void probe(Path socket) throws IOException {
        String where = "cannot connect to containerd at " + socket + ": ";
        try {
            UnixSocket.connect(socket).close();
        } catch (SocketException e) {
            String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (reason.contains("permission denied")) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        where + "permission denied; run this as a user who may, which is usually root",
                        e);
            }
            if (!Files.exists(socket)) {
                throw new ContentException(
                        Kind.NOT_FOUND,
                        where
                                + "there is no such socket; see whether containerd runs, or name another with --address or"
                                + " CONTAINERD_ADDRESS",
                        e);
            }
            throw new ContentException(
                    Kind.UNAVAILABLE, where + reason + "; see whether containerd runs, or name another socket", e);
        }
    }

    /** What messages call the daemon. */
    String location() {
        return "containerd at " + options.socket();
    }

    ConnectOptions options() {
        return options;
    }

    ManagedChannel channel() {
        return channel;
    }

    /**
     * Asks once.
     *
     * @param doing what is tried, for messages
     */
    <S extends AbstractStub<S>, T> T call(String doing, S stub, Call<S, T> call) throws IOException {
        try {
            return call.call(withDeadline(stub));
        } catch (StatusRuntimeException e) {
            throw failed(doing, e.getStatus());
        }
    }

    /** Asks, and once more if the connection is lost: for what changes nothing. */
    <S extends AbstractStub<S>, T> T ask(String doing, S stub, Call<S, T> call) throws IOException {
        try {
            return call.call(withDeadline(stub));
        } catch (StatusRuntimeException e) {
            if (!GrpcErrors.isConnectionLost(e.getStatus())) {
                throw failed(doing, e.getStatus());
            }
        }
        try {
            channel.resetConnectBackoff();
            return call.call(stub.withWaitForReady().withDeadlineAfter(RECONNECT_SECONDS, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            throw failed(doing, e.getStatus());
        }
    }

    private <S extends AbstractStub<S>> S withDeadline(S stub) {
        return stub.withDeadlineAfter(options.patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Options of a call that waits a little for the daemon to be there again. */
    CallOptions afterReconnect() {
        channel.resetConnectBackoff();
        return CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(RECONNECT_SECONDS, TimeUnit.SECONDS);
    }

    IOException failed(String doing, Status status) {
        return GrpcErrors.toException("cannot " + doing + " of " + location(), status);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
