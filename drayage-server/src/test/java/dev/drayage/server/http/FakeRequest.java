package dev.drayage.server.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A request that nobody sent. Immutable: each method that changes something gives another. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record FakeRequest(
        String method,
        String path,
        List<Map.Entry<String, String>> query,
        List<Map.Entry<String, String>> head,
        byte[] content,
        String client)
        implements Request {

    /** A request without headers or body, to a path with its percent-encoding undone, from 192.0.2.1. */
    public static FakeRequest of(String method, String path) {
        return new FakeRequest(method, path, List.of(), List.of(), new byte[0], "192.0.2.1");
    }

    /** {@code GET} of a path. */
    public static FakeRequest get(String path) {
        return of("GET", path);
    }

    /** With one more header. */
    public FakeRequest with(String name, String value) {
        return new FakeRequest(method, path, query, plus(head, name, value), content, client);
    }

    /** With one more parameter of the query. */
    public FakeRequest withParameter(String name, String value) {
        return new FakeRequest(method, path, plus(query, name, value), head, content, client);
    }

    /** With a body. */
    public FakeRequest withBody(byte[] bytes) {
        return new FakeRequest(method, path, query, head, bytes, client);
    }

    /** From this address. */
    public FakeRequest from(String address) {
        return new FakeRequest(method, path, query, head, content, address);
    }

    private static List<Map.Entry<String, String>> plus(
            List<Map.Entry<String, String>> entries, String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(entries);
        more.add(Map.entry(name, value));
        return List.copyOf(more);
    }

    @Override
    public List<String> headers(String name) {
        return head.stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public List<String> parameters(String name) {
        return query.stream()
                .filter(entry -> entry.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public OptionalLong contentLength() {
        return OptionalLong.of(content.length);
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(content);
    }

    @Override
    public String origin() {
        return "http://registry.example:5000";
    }

    @Override
    public String toString() {
        return method + " " + path + " " + query + " " + head + " " + new String(content, StandardCharsets.UTF_8);
    }
}
