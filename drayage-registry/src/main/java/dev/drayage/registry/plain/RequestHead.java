package dev.drayage.registry.plain;

import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.RequestBody;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** What goes before the body of a request (RFC 9112, sections 3 and 5). */
final class RequestHead {
    /** What belongs to the connection, and not to whoever asks. */
    private static final Set<String> OURS =
            Set.of("host", "content-length", "connection", "transfer-encoding", "upgrade", "expect");

    private RequestHead() {}

    /** @throws IllegalArgumentException if a header cannot be sent */
    static ByteBuffer encode(Request request) {
        URI uri = URI.create(request.uri().toASCIIString());
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        StringBuilder head = new StringBuilder(request.method() + " " + path + query + " HTTP/1.1\r\n");
        head.append("Host: ").append(uri.getHost()).append(port).append("\r\n");
        request.headers().forEach((name, value) -> {
            check(name, value);
            append(head, name, value);
        });
        RequestBody body = request.body();
        boolean sends = !request.method().equals("GET") && !request.method().equals("HEAD");
        if (body != null || sends) {
            append(head, "Content-Length", String.valueOf(body == null ? 0 : body.length()));
        }
        return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /** Refuses what would be read as something else than a header. */
    private static void check(String name, String value) {
        boolean isToken = !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
        boolean isText = value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f) || (c > 0x9f && c < 0x100));
        if (!isToken || !isText || OURS.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the header " + name + " cannot be sent as it is given");
        }
    }
}
