package dev.drayage.registry.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proxies by the usual variables: {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, lower
 * case first. Loopback addresses need none.
 */
public final class Proxies {
    /**
     * One proxy.
     *
     * @param host its name or address
     * @param port its port
     * @param user who one is there, if it asks
     * @param password the password of the user; empty if there is none
     */
    record Proxy(String host, int port, Optional<String> user, String password) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private final @Nullable Proxy http;
    private final @Nullable Proxy https;
    private final NoProxy exempt;

    private Proxies(@Nullable Proxy http, @Nullable Proxy https, NoProxy exempt) {
        this.http = http;
        this.https = https;
        this.exempt = exempt;
    }

    /**
     * Reads the variables.
     *
     * @throws IllegalArgumentException if one does not name a proxy
     */
    public static Proxies of(Map<String, String> variables) {
        return new Proxies(
                proxy(variables, "http_proxy"),
                proxy(variables, "https_proxy"),
                new NoProxy(variable(variables, "no_proxy").orElse("")));
    }

    private static Optional<String> variable(Map<String, String> variables, String name) {
        String lower = variables.getOrDefault(name, "");
        String value = lower.isEmpty() ? variables.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static @Nullable Proxy proxy(Map<String, String> variables, String name) {
        Optional<String> value = variable(variables, name).or(() -> variable(variables, "all_proxy"));
        return value.map(text -> proxy(name, text)).orElse(null);
    }

    private static Proxy proxy(String name, String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "http://" + text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + " is not the address of a proxy; it has to be http://HOST:PORT", e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (scheme.startsWith("socks")) {
            throw new IllegalArgumentException(name
                    + " names a SOCKS proxy, which is not supported; name an HTTP proxy, or the registry in no_proxy");
        }
        if (uri.getHost() == null || !scheme.equals("http")) {
            throw new IllegalArgumentException(name
                    + " has to be http://HOST:PORT or http://USER:PASSWORD@HOST:PORT; other kinds of proxies are not"
                    + " supported");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : 80;
        String[] userInfo = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        return new Proxy(
                uri.getHost(),
                port,
                uri.getRawUserInfo() == null ? Optional.empty() : Optional.of(decoded(userInfo[0])),
                userInfo.length == 1 ? "" : decoded(userInfo[1]));
    }

    private static String decoded(String part) {
        // A plus is one there.
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The proxy for an origin; empty if it is to be spoken to directly. */
    Optional<Proxy> find(Origin origin) {
        @Nullable Proxy named = origin.scheme().equals("https") ? https : http;
        return named == null || exempt.covers(origin) ? Optional.empty() : Optional.of(named);
    }
}
