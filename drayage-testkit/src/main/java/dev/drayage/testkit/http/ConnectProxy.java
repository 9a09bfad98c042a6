package dev.drayage.testkit.http;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy on loopback that opens tunnels by {@code CONNECT}, all to one server, whatever host is named, and notes what it
 * was asked. It can want a password, or refuse everybody.
 */
public final class ConnectProxy implements Closeable {
    private static final int OPEN = 200;
    private static final int SILENT = 0;

    private final ServerSocket socket;
    private final InetSocketAddress target;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final List<WireRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile String wanted = "";
    private volatile int status = OPEN;
    private volatile String offer = "Basic realm=\"the way out\"";

    private ConnectProxy(ServerSocket socket, InetSocketAddress target) {
        this.socket = socket;
        this.target = target;
    }

    /**
     * Starts one that lets everybody through.
     *
     * @param authority host and port of the server that all tunnels lead to
     */
    public static ConnectProxy start(String authority) {
        int colon = authority.lastIndexOf(':');
        InetSocketAddress target =
                new InetSocketAddress(authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1)));
        try {
            ConnectProxy proxy = new ConnectProxy(
                    new ServerSocket(0, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), target);
            daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets through only who shows these from now on. */
    public ConnectProxy wanting(String user, String password) {
        wanted =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Offers other ways to show who one is. */
    public ConnectProxy offering(String challenge) {
        offer = challenge;
        return this;
    }

    /** Responds with this status from now on, instead of opening anything. */
    public ConnectProxy refusing(int with) {
        status = with;
        return this;
    }

    /** Responds nothing at all from now on. */
    public ConnectProxy silent() {
        return refusing(SILENT);
    }

    /** Host and port, as variables name it. */
    public String authority() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** What it was asked so far, in order: the heads of the requests to the proxy itself. */
    public List<WireRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "connect-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = socket.accept();
                connections.add(client);
                daemon(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                WireRequest request = WireServer.read(in, out);
                requests.add(request);
                int status = status(request);
                if (status == OPEN) {
                    tunnel(client, in, out);
                    return;
                }
                if (status != SILENT) {
                    String challenge = status == 407 ? "Proxy-Authenticate: " + offer + "\r\n" : "";
                    out.write(("HTTP/1.1 " + status + " \r\n" + challenge + "Content-Length: 4\r\n\r\nnope")
                            .getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The client has gone, which is its right.
        } finally {
            connections.remove(client);
        }
    }

    private int status(WireRequest request) {
        if (status != OPEN) {
            return status;
        }
        if (!request.method().equals("CONNECT")) {
            return 405;
        }
        boolean isKnown = wanted.isEmpty()
                || request.header("Proxy-Authorization").filter(wanted::equals).isPresent();
        return isKnown ? OPEN : 407;
    }

    private void tunnel(Socket client, InputStream in, OutputStream out) throws IOException {
        try (Socket server = new Socket()) {
            connections.add(server);
            server.connect(target);
            server.setTcpNoDelay(true);
            out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            daemon(() -> pump(server, client));
            in.transferTo(server.getOutputStream());
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Either side has gone; the other is told by the end of its connection.
        } finally {
            connections.remove(from);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
