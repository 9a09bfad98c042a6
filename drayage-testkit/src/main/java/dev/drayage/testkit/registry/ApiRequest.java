package dev.drayage.testkit.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request to a registry. Immutable but for its body.
 *
 * @param method such as {@code GET}
 * @param target path and query as they are sent
 * @param headers in order
 * @param body what is sent
 * @param framing whether the length of the body is told before it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ApiRequest(
        String method, String target, List<Map.Entry<String, String>> headers, byte[] body, Framing framing) {

    /** How a body is sent. */
    public enum Framing {
        /** With its length. */
        SIZED,
        /** Without its length, as it comes. */
        STREAMED
    }

    /** Copies the headers. */
    public ApiRequest {
        headers = List.copyOf(headers);
    }

    /** A request without headers and body. */
    public static ApiRequest of(String method, String target) {
        return new ApiRequest(method, target, List.of(), new byte[0], Framing.SIZED);
    }

    /** The same with one more header. */
    public ApiRequest with(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new ApiRequest(method, target, more, body, framing);
    }

    /** The same with a body of known length. */
    public ApiRequest sending(byte[] bytes) {
        return new ApiRequest(method, target, headers, bytes, Framing.SIZED);
    }

    /** The same with a body of this text. */
    public ApiRequest sending(String text) {
        return sending(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with a body whose length is not told before it. */
    public ApiRequest streaming(byte[] bytes) {
        return new ApiRequest(method, target, headers, bytes, Framing.STREAMED);
    }
}
