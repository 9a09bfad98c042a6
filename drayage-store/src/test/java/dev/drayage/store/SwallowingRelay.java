package dev.drayage.store;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Stands before a server of this machine, and from some time on keeps to itself what it is given. */
final class SwallowingRelay implements Closeable {
    private final ServerSocket listening;
    private final int target;
    private final List<Socket> open = new ArrayList<>();
    private volatile boolean swallows;

    private SwallowingRelay(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    static SwallowingRelay to(int port) throws IOException {
        SwallowingRelay relay =
                new SwallowingRelay(new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), port);
        start(relay::accept);
        return relay;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "swallowing-relay");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    void swallow() {
        swallows = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = keep(listening.accept());
                Socket server = keep(new Socket(listening.getInetAddress(), target));
                start(() -> pass(client, server));
                start(() -> pass(server, client));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private synchronized Socket keep(Socket socket) {
        open.add(socket);
        return socket;
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8 << 10];
        try {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                if (!swallows) {
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
            if (!swallows) {
                to.close();
            }
        } catch (IOException e) {
            // One of the two has ended.
        }
    }

    @Override
    public synchronized void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
