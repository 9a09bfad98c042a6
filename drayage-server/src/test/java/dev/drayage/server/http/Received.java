package dev.drayage.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client gets of a response that is sent whole and closed.
 *
 * @param length the Content-Length of it; -1 if it was not known
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Received(int status, List<Map.Entry<String, String>> headers, long length, byte[] body) {

    /** What a client of GET gets. */
    public static Received of(Response response) throws IOException {
        return of(response, true);
    }

    /** What a client of HEAD gets: no byte of the body. */
    public static Received head(Response response) throws IOException {
        return of(response, false);
    }

    private static Received of(Response response, boolean withBody) throws IOException {
        try (response) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            WritableByteChannel target = Channels.newChannel(bytes);
            long length;
            if (response.body() instanceof Response.Body.Bytes body) {
                length = body.bytes().length;
                bytes.write(body.bytes(), 0, withBody ? body.bytes().length : 0);
            } else if (response.body() instanceof Response.Body.Range range) {
                length = range.length();
                long sent = withBody ? range.blob().transferTo(range.offset(), range.length(), target) : 0;
                if (withBody && sent != length) {
                    throw new IOException("the blob gave " + sent + " of " + length + " bytes");
                }
            } else {
                Response.Body.Stream stream = (Response.Body.Stream) response.body();
                length = stream.length();
                if (withBody) {
                    stream.writer().writeTo(target);
                }
                if (withBody && length >= 0 && bytes.size() != length) {
                    throw new IOException("wrote " + bytes.size() + " of " + length + " bytes");
                }
            }
            return new Received(response.status(), response.headers(), length, bytes.toByteArray());
        }
    }

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
