package dev.drayage.testkit.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request as it came over the wire. Immutable. */
public final class WireRequest {
    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final byte[] body;

    /** @param headers by name in lower case */
    WireRequest(String method, String target, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.target = target;
        this.headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        this.body = body;
    }

    /** Such as {@code GET}. */
    public String method() {
        return method;
    }

    /** Path and query as sent. */
    public String target() {
        return target;
    }

    /** The same as the server behind a proxy is asked: without the origin that the proxy was told. */
    public WireRequest at(String origin) {
        String own = target.startsWith(origin) ? target.substring(origin.length()) : target;
        return new WireRequest(method, own, headers, body);
    }

    /** All headers, by name in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    /** A copy of what was sent. */
    public byte[] body() {
        return body.clone();
    }

    /** A header, by a name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The path without query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The first value of a parameter of the query, decoded. */
    public Optional<String> parameter(String name) {
        return parameters(name).stream().findFirst();
    }

    /** All values of a parameter of the query, decoded. */
    public List<String> parameters(String name) {
        int query = target.indexOf('?');
        String pairs = query < 0 ? "" : target.substring(query + 1);
        return Arrays.stream(pairs.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .toList();
    }

    /** True for requests of this method whose path contains the text. */
    public boolean is(String wanted, String part) {
        return method.equals(wanted) && target.contains(part);
    }

    /** Method and target. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
