package dev.drayage.server.page;

import dev.drayage.server.http.Request;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A request as a browser makes it of an address. */
final class PageRequest implements Request {
    private final String method;
    private final String path;
    private final Map<String, List<String>> parameters = new TreeMap<>();
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String origin = "http://registry.example:5000";

    PageRequest(String method, String target) {
        this.method = method;
        int query = target.indexOf('?');
        this.path = decode(query < 0 ? target : target.substring(0, query));
        if (query >= 0) {
            for (String pair : target.substring(query + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                parameters
                        .computeIfAbsent(decode(name.replace('+', ' ')), key -> new ArrayList<>())
                        .add(equals < 0 ? "" : decode(pair.substring(equals + 1).replace('+', ' ')));
            }
        }
    }

    static PageRequest get(String target) {
        return new PageRequest("GET", target);
    }

    PageRequest with(String header, String value) {
        headers.computeIfAbsent(header, key -> new ArrayList<>()).add(value);
        return this;
    }

    PageRequest at(String other) {
        origin = other;
        return this;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public List<String> parameters(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    @Override
    public OptionalLong contentLength() {
        return OptionalLong.empty();
    }

    @Override
    public InputStream body() {
        return InputStream.nullInputStream();
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String client() {
        return "192.0.2.1";
    }
}
