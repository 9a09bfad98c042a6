package dev.drayage.testkit.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** Listens on loopback and serves each connection on a thread of its own, until it is closed. */
final class LoopbackListener implements Closeable {

    /** Serves connections; called from many threads at once. */
    @FunctionalInterface
    interface Service {
        /** Serves one, which is closed afterwards. A failure means that the client has gone, which is its right. */
        void serve(Socket connection) throws IOException;
    }

    private final ServerSocket socket;
    private final String name;
    private final Service service;
    private final Thread acceptor;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    private LoopbackListener(ServerSocket socket, String name, Service service) {
        this.socket = socket;
        this.name = name;
        this.service = service;
        this.acceptor = thread(this::accept);
    }

    /**
     * Starts to listen.
     *
     * @param port where; 0 for any
     * @param name of the threads
     */
    static LoopbackListener start(int port, ServerSocketFactory sockets, String name, Service service) {
        try {
            // 127.0.0.1 by number: the name may mean either of two addresses.
            LoopbackListener listener = new LoopbackListener(
                    sockets.createServerSocket(port, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})),
                    name,
                    service);
            listener.acceptor.start();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Host and port, as references and addresses name it. */
    String authority() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** How many connections there were so far. */
    int accepted() {
        return accepted.get();
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Has a thread of its own do something until it ends. */
    void run(Runnable work) {
        thread(work).start();
    }

    /** Closes this connection too when the listener is closed, unless it was closed before. */
    void keep(Socket connection) {
        open.removeIf(Socket::isClosed);
        open.add(connection);
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = socket.accept();
                keep(connection);
                if (socket.isClosed()) {
                    connection.close();
                    return;
                }
                accepted.incrementAndGet();
                run(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            service.serve(connection);
        } catch (IOException e) {
            // The client has gone.
        }
    }

    /** Closes it and all connections; nothing listens at the port any more. */
    @Override
    public void close() {
        try {
            socket.close();
            // Until it has left the accept that it waits in, the port takes connections.
            acceptor.join();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
