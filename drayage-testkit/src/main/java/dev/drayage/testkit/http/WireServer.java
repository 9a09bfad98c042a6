package dev.drayage.testkit.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ServerSocketFactory;

/**
 * An HTTP/1.1 server on loopback that sends exactly what it is told to, right or wrong, and notes what it was asked. It
 * serves each connection on a thread of its own until it is closed.
 */
public final class WireServer implements Closeable {

    /** Answers requests; called from many threads at once. */
    @FunctionalInterface
    public interface Handler {
        /** The response. */
        Reply handle(WireRequest request);
    }

    private static final int MAX_LINE = 64 << 10;
    private static final int DRIBBLE_MILLIS = 5;

    private final LoopbackListener listener;
    private final Handler handler;
    private final List<WireRequest> requests = Collections.synchronizedList(new ArrayList<>());

    private WireServer(Handler handler, ServerSocketFactory sockets) {
        this.handler = handler;
        this.listener = LoopbackListener.start(0, sockets, "wire", this::serve);
    }

    /** Starts a server on a free port, in the clear. */
    public static WireServer start(Handler handler) {
        return start(handler, ServerSocketFactory.getDefault());
    }

    /**
     * Starts a server on a free port.
     *
     * @param sockets makes the socket to listen at; that of a TLS context makes connections that are encrypted
     */
    public static WireServer start(Handler handler, ServerSocketFactory sockets) {
        return new WireServer(handler, sockets);
    }

    /** Host and port, as references and addresses name it. */
    public String authority() {
        return listener.authority();
    }

    /** What was asked so far, in order. */
    public List<WireRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /** What was asked so far of this method with this text in its target. */
    public List<WireRequest> requests(String method, String part) {
        return requests().stream().filter(request -> request.is(method, part)).toList();
    }

    /** How many connections there were so far. */
    public int connections() {
        return listener.accepted();
    }

    /** Forgets what was asked. */
    public void forget() {
        requests.clear();
    }

    private void serve(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        boolean keep = true;
        while (keep) {
            WireRequest request = read(in, connection.getOutputStream());
            requests.add(request);
            keep = send(handler.handle(request), request, connection);
        }
    }

    static WireRequest read(InputStream in, OutputStream out) throws IOException {
        String[] first = line(in).split(" ", -1);
        if (first.length != 3) {
            throw new EOFException("not HTTP");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new EOFException("not HTTP");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new WireRequest(first[0], first[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MAX_LINE) {
                throw new EOFException("the connection ended");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Sends a response; true if the connection may be used again. */
    private static boolean send(Reply reply, WireRequest request, Socket connection) throws IOException {
        if (reply.status() == 0) {
            return false;
        }
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " \r\n");
        reply.headers()
                .forEach((name, values) -> values.forEach(
                        value -> head.append(name).append(": ").append(value).append("\r\n")));
        reply.claimed()
                .ifPresent(
                        length -> head.append("Content-Length: ").append(length).append("\r\n"));
        if (reply.ending() == Reply.Ending.ENDLESS) {
            head.append("Connection: close\r\n");
        }
        OutputStream out = connection.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        boolean silent = request.method().equals("HEAD") || reply.status() == 204;
        if (!silent) {
            out.write(reply.body(), 0, reply.sent());
        }
        out.flush();
        switch (reply.ending()) {
            case KEEP -> {
                return true;
            }
            case CLOSE -> {
                return false;
            }
            case RESET -> {
                connection.setSoLinger(true, 0);
                return false;
            }
            case STALL -> {
                while (connection.getInputStream().read() >= 0) {
                    // Waits for the client to give up.
                }
                return false;
            }
            case DRIBBLE -> {
                connection.setSoTimeout(DRIBBLE_MILLIS);
                for (int at = reply.sent(); at < reply.body().length && !isGone(connection.getInputStream()); at++) {
                    out.write(reply.body()[at]);
                }
                return false;
            }
            case ENDLESS -> {
                while (true) {
                    out.write(reply.body());
                }
            }
        }
        return false;
    }

    /** Waits a moment for the client to go. */
    private static boolean isGone(InputStream in) throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Closes it and all connections; nothing listens at the port any more. */
    @Override
    public void close() {
        listener.close();
    }
}
