package dev.drayage.testkit.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry responded.
 *
 * @param status such as 200
 * @param headers in order
 * @param body all of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ApiResponse(int status, List<Map.Entry<String, String>> headers, byte[] body) {

    /** Copies the headers. */
    public ApiResponse {
        headers = List.copyOf(headers);
    }

    /** All values of a header, by a name in any case. */
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The first value of a header, by a name in any case. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** For messages of tests. */
    @Override
    public String toString() {
        boolean isText =
                header("Content-Type").filter(type -> type.contains("json")).isPresent() && body.length < 500;
        return status + " " + headers + " " + (isText ? text() : body.length + " bytes");
    }
}
