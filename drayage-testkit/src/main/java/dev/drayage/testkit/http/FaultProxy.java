package dev.drayage.testkit.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Stands before an HTTP server on loopback, such as an S3 service, passes on what it is asked and what comes back, unless a
 * fault says otherwise. The head of a request stays as it is, so signatures stay good; bodies are in memory. Faults with
 * {@code before} keep the request from the server; the others change its response.
 */
public final class FaultProxy implements Closeable {
    private static final int MAX_LINE = 64 << 10;

    private final WireServer server;
    private final String host;
    private final int port;
    private final Faults before = new Faults();
    private final Faults after = new Faults();

    private FaultProxy(String authority) {
        int colon = authority.lastIndexOf(':');
        this.host = authority.substring(0, colon);
        this.port = Integer.parseInt(authority.substring(colon + 1));
        this.server = WireServer.start(this::pass);
    }

    /**
     * Starts one on a free port.
     *
     * @param authority host and port of the server behind it
     */
    public static FaultProxy before(String authority) {
        return new FaultProxy(authority);
    }

    /** Host and port of its own. */
    public String authority() {
        return server.authority();
    }

    /** What it was asked so far. */
    public List<WireRequest> requests(String method, String part) {
        return server.requests(method, part);
    }

    /** Forgets what it was asked, bodies and all. */
    public void forget() {
        server.forget();
    }

    /** How many connections there were so far. */
    public int connections() {
        return server.connections();
    }

    /** What goes wrong before the server has heard of it: their right response is none. */
    public Faults before() {
        return before;
    }

    /** What goes wrong with what the server responds. */
    public Faults after() {
        return after;
    }

    /** A response of S3's that refuses. */
    public static Reply refusal(int status, String code) {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>a fault that a"
                + " test wants</Message></Error>";
        return Reply.of(status, xml.getBytes(StandardCharsets.UTF_8)).with("Content-Type", "application/xml");
    }

    /** The same response, later. */
    public static Reply late(Reply right, Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return right;
    }

    private Reply pass(WireRequest request) {
        // Marked by a status that no server gives.
        Reply none = Reply.of(999);
        Reply early = before.apply(request, none);
        if (early != none) {
            return early;
        }
        try {
            return after.apply(request, forward(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Reply forward(WireRequest request) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            StringBuilder head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
            request.headers().forEach((name, value) -> {
                if (!name.equals("connection") && !name.equals("expect")) {
                    head.append(name).append(": ").append(value).append("\r\n");
                }
            });
            head.append("connection: close\r\n\r\n");
            socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(request.body());
            socket.getOutputStream().flush();
            return read(
                    new BufferedInputStream(socket.getInputStream()),
                    request.method().equals("HEAD"));
        }
    }

    private static Reply read(InputStream in, boolean isHead) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        long length = -1;
        boolean isChunked = false;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            switch (name.toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> isChunked = value.equalsIgnoreCase("chunked");
                case "connection", "keep-alive" -> {
                    // Of this connection alone.
                }
                default ->
                    headers.computeIfAbsent(name, unknown -> new ArrayList<>()).add(value);
            }
        }
        byte[] body = new byte[0];
        if (!isHead && status != 204) {
            body = isChunked ? chunks(in) : length < 0 ? in.readAllBytes() : in.readNBytes(Math.toIntExact(length));
        }
        Reply reply = Reply.of(status, body);
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            reply = reply.withAll(header.getKey(), header.getValue());
        }
        return isHead && length >= 0 ? reply.claiming(length) : reply;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
            body.write(in.readNBytes(size));
            line(in);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MAX_LINE) {
                throw new EOFException("the server has gone");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Closes it and all connections; the server behind it is left alone. */
    @Override
    public void close() {
        server.close();
    }
}
