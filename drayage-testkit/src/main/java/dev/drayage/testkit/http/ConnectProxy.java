package dev.drayage.testkit.http;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.net.ServerSocketFactory;

/**
 * A proxy on loopback that opens tunnels by {@code CONNECT}, all to one server, whatever host is named, and notes what it
 * was asked. It can want a password, or refuse everybody.
 */
public final class ConnectProxy implements Closeable {
    private static final int OPEN = 200;
    private static final int SILENT = 0;

    private final LoopbackListener listener;
    private final InetSocketAddress target;
    private final List<WireRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private volatile String wanted = "";
    private volatile int status = OPEN;
    private volatile String offer = "Basic realm=\"the way out\"";

    private ConnectProxy(InetSocketAddress target) {
        this.target = target;
        this.listener = LoopbackListener.start(0, ServerSocketFactory.getDefault(), "connect-proxy", this::serve);
    }

    /**
     * Starts one that lets everybody through.
     *
     * @param authority host and port of the server that all tunnels lead to
     */
    public static ConnectProxy start(String authority) {
        int colon = authority.lastIndexOf(':');
        return new ConnectProxy(
                new InetSocketAddress(authority.substring(0, colon), Integer.parseInt(authority.substring(colon + 1))));
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
        return listener.authority();
    }

    /** What it was asked so far, in order: the heads of the requests to the proxy itself. */
    public List<WireRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private void serve(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        while (true) {
            WireRequest request = WireServer.read(in, out);
            requests.add(request);
            int responding = status(request);
            if (responding == OPEN) {
                tunnel(client, in, out);
                return;
            }
            if (responding != SILENT) {
                String challenge = responding == 407 ? "Proxy-Authenticate: " + offer + "\r\n" : "";
                out.write(("HTTP/1.1 " + responding + " \r\n" + challenge + "Content-Length: 4\r\n\r\nnope")
                        .getBytes(StandardCharsets.ISO_8859_1));
            }
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
            listener.keep(server);
            server.connect(target);
            server.setTcpNoDelay(true);
            out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            listener.run(() -> pump(server, client));
            in.transferTo(server.getOutputStream());
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Either side has gone; the other is told by the end of its connection.
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
