package dev.drayage.containerd;

import dev.drayage.containerd.socket.UnixServerSocket;
import dev.drayage.content.ContentException;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;

/**
 * Content behind the service that containerd has for it, {@code containerd.services.content.v1.Content}, at a Unix domain
 * socket: what a containerd takes for its own store as a proxy plugin. Thread-safe.
 *
 * <p>A call takes about a mebibyte or two of memory, or as much as the largest message that its client sends; a client
 * has up to {@value #MAX_CALLS} calls at once, and then has to wait.
 */
public final class ContentServer implements Closeable {
    /** More than a containerd needs that pulls tens of images at once. */
    private static final int MAX_CALLS = 128;

    /** What containerd itself accepts and sends. */
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    /** What a client may send before anybody has looked at it. */
    private static final int WINDOW_BYTES = 4 << 20;

    /** They wait for disks and locks more than they compute. */
    private static final int THREADS = 16;

    /** It warns of every client that goes away. Held here, or what is set would be forgotten. */
    private static final Logger TRANSPORT_LOG = Logger.getLogger("io.grpc.okhttp.OkHttpServerTransport");

    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int CLOSE_SECONDS = 10;

    static {
        TRANSPORT_LOG.setLevel(Level.SEVERE);
    }

    private final Path socket;
    private final Server server;
    private final ExecutorService calls;
    private final ExecutorService listings;

    private ContentServer(Path socket, Server server, ExecutorService calls, ExecutorService listings) {
        this.socket = socket;
        this.server = server;
        this.calls = calls;
        this.listings = listings;
    }

    /**
     * Serves content at a socket, which only this user can connect to, until it is closed. What is served stays open with
     * the caller. When this returns it has answered a few calls of its own, in namespace {@code default}, so that the
     * first client does not wait for classes to be loaded and databases to be opened.
     *
     * @throws ContentException of kind {@link ContentException.Kind#UNAVAILABLE} if somebody listens there; of kind
     *     {@link ContentException.Kind#INVALID_ARGUMENT} if something is there that is no socket, or the path is too long
     */
    public static ContentServer start(Path socket, ServedContent content) throws IOException {
        UnixServerSocket listening = UnixServerSocket.listen(socket);
        ExecutorService calls = Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "content-call"));
        // As many as there are calls that list, for each waits for its client.
        ExecutorService listings = Executors.newCachedThreadPool(task -> new Thread(task, "content-listing"));
        ContentServer made = new ContentServer(
                socket,
                OkHttpServerBuilder.forPort(listening.getLocalSocketAddress(), InsecureServerCredentials.create())
                        .socketFactory(new Listening(listening))
                        .executor(calls)
                        .maxConcurrentCallsPerConnection(MAX_CALLS)
                        .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                        .flowControlWindow(WINDOW_BYTES)
                        .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .intercept(new Caller.Interceptor())
                        .addService(new ContentService(content, listings))
                        .build(),
                calls,
                listings);
        try {
            made.server.start();
            FirstCalls.make(socket);
            return made;
        } catch (IOException | RuntimeException e) {
            listening.close();
            made.close();
            throw e;
        }
    }

    /** The one socket that there is. */
    private static final class Listening extends ServerSocketFactory {
        private final ServerSocket socket;

        Listening(ServerSocket socket) {
            this.socket = socket;
        }

        @Override
        public ServerSocket createServerSocket() {
            return socket;
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            return socket;
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            return socket;
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            return socket;
        }
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /**
     * Waits until it is closed by another thread.
     *
     * @throws InterruptedIOException if the thread is interrupted, which it then still is
     */
    public void awaitClosed() throws InterruptedIOException {
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while serving content at " + socket);
        }
    }

    /** Ends all calls and waits for them; what was written can be gone on with. The socket is removed. */
    @Override
    public void close() throws IOException {
        server.shutdownNow();
        try {
            boolean ended = server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            calls.shutdown();
            listings.shutdown();
            ended &= calls.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            ended &= listings.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                throw new IOException("calls to " + socket + " did not end within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while ending the calls to " + socket);
        } finally {
            calls.shutdownNow();
            listings.shutdownNow();
        }
    }
}
