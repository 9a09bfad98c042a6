package dev.drayage.registry.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request.
 *
 * @param method such as {@code GET}
 * @param uri an absolute http or https address
 * @param headers names and values, in the order to send them
 * @param body what to send, or null for nothing
 * @param repeat what may happen to it after a failure
 */
public record Request(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable RequestBody body,
        Repeat repeat) {

    /** Whether a request may be made again when nobody knows how far it came. */
    public enum Repeat {
        /** It may. */
        AT_WILL,
        /** Only the caller knows where it has to go on. */
        BY_CALLER
    }

    /** Keeps the order of the headers. */
    public Request {
        headers = new LinkedHashMap<>(headers);
    }

    /** A request without headers or body that may be repeated. */
    public static Request of(String method, URI uri) {
        return new Request(method, uri, Map.of(), null, Repeat.AT_WILL);
    }

    /** The same with one more header. */
    public Request withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, uri, more, body, repeat);
    }

    /** The same with these bytes to send. */
    public Request withBody(RequestBody bytes, String mediaType) {
        return new Request(method, uri, headers, bytes, repeat).withHeader("Content-Type", mediaType);
    }

    /** The same, to be repeated by the caller only. */
    public Request once() {
        return new Request(method, uri, headers, body, Repeat.BY_CALLER);
    }

    /** The same to another address. */
    Request to(URI other) {
        return new Request(method, other, headers, body, repeat);
    }

    /** Method and address as messages give them. */
    @Override
    public String toString() {
        return method + " " + Origin.shown(uri);
    }
}
