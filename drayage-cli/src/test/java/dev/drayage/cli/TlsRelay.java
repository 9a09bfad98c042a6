package dev.drayage.cli;

import dev.drayage.testkit.peer.Certificates;
import dev.drayage.testkit.peer.Peers;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Speaks TLS at a port of this machine, and passes what it is told to another one in the clear. */
final class TlsRelay implements Closeable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLServerSocket listening;
    private final int target;
    private final List<Socket> open = new ArrayList<>();

    private TlsRelay(SSLServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    /** Begins, with a certificate for 127.0.0.1. */
    static TlsRelay to(int port, Certificates.Pair pair, Path directory) throws IOException {
        TlsRelay relay = new TlsRelay(listen(pair, directory.resolve("relay.p12")), port);
        start(relay::accept);
        return relay;
    }

    private static SSLServerSocket listen(Certificates.Pair pair, Path keys) throws IOException {
        Peers.require("openssl")
                .run(
                        "pkcs12",
                        "-export",
                        "-in",
                        pair.certificate().toString(),
                        "-inkey",
                        pair.key().toString(),
                        "-passout",
                        "pass:" + new String(PASSWORD),
                        "-out",
                        keys.toString())
                .requireSuccess();
        try (InputStream in = Files.newInputStream(keys)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return (SSLServerSocket) context.getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tls-relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens: {@code https://127.0.0.1:PORT}. */
    String url() {
        return "https://127.0.0.1:" + listening.getLocalPort();
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

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
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
