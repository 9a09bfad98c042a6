package dev.drayage.registry.http;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Proxies by the usual variables: {@code HTTP_PROXY}, {@code HTTPS_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, lower
 * case first. Loopback addresses need none.
 */
public final class Proxies extends ProxySelector {
    /**
     * One proxy.
     *
     * @param userInfo {@code user:password} as the variable has it, or null
     */
    private record Named(Proxy proxy, @Nullable String userInfo) {}

    private final @Nullable Named http;
    private final @Nullable Named https;
    private final List<String> exempt;

    private Proxies(@Nullable Named http, @Nullable Named https, List<String> exempt) {
        this.http = http;
        this.https = https;
        this.exempt = List.copyOf(exempt);
    }

    /**
     * Reads the variables.
     *
     * @throws IllegalArgumentException if one does not name a proxy
     */
    public static Proxies of(Map<String, String> variables) {
        List<String> exempt = new ArrayList<>();
        for (String part : variable(variables, "no_proxy").orElse("").split("[,\\s]+", -1)) {
            if (!part.isEmpty()) {
                exempt.add(part.toLowerCase(Locale.ROOT));
            }
        }
        return new Proxies(proxy(variables, "http_proxy"), proxy(variables, "https_proxy"), exempt);
    }

    private static Optional<String> variable(Map<String, String> variables, String name) {
        String lower = variables.getOrDefault(name, "");
        String value = lower.isEmpty() ? variables.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static @Nullable Named proxy(Map<String, String> variables, String name) {
        Optional<String> value = variable(variables, name).or(() -> variable(variables, "all_proxy"));
        return value.map(text -> proxy(name, text)).orElse(null);
    }

    private static Named proxy(String name, String text) {
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
        return new Named(
                new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port)), uri.getUserInfo());
    }

    @Override
    public List<Proxy> select(URI uri) {
        @Nullable Named named = proxy(Origin.of(uri));
        return List.of(named == null ? Proxy.NO_PROXY : named.proxy());
    }

    /** True if an origin is to be spoken to directly. */
    public boolean areNotFor(Origin origin) {
        return proxy(origin) == null;
    }

    private @Nullable Named proxy(Origin origin) {
        @Nullable Named named = origin.scheme().equals("https") ? https : http;
        return named == null || isExempt(origin) ? null : named;
    }

    /** Gives a proxy the password that its variable holds, and nobody else any; empty if no variable holds one. */
    public Optional<Authenticator> authenticator() {
        List<Named> guarded = Stream.of(Optional.ofNullable(https), Optional.ofNullable(http))
                .flatMap(Optional::stream)
                .filter(named -> named.userInfo() != null)
                .toList();
        return guarded.isEmpty() ? Optional.empty() : Optional.of(new Passwords(guarded));
    }

    private static final class Passwords extends Authenticator {
        private final List<Named> guarded;

        private Passwords(List<Named> guarded) {
            this.guarded = guarded;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return guarded.stream()
                    .filter(named -> getRequestorType() == RequestorType.PROXY && isAsking(named.proxy()))
                    .map(named -> password(String.valueOf(named.userInfo())))
                    .findFirst()
                    .orElse(null);
        }

        private boolean isAsking(Proxy proxy) {
            return proxy.address() instanceof InetSocketAddress address
                    && address.getHostString().equals(getRequestingHost())
                    && address.getPort() == getRequestingPort();
        }
    }

    private static PasswordAuthentication password(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        return new PasswordAuthentication(user, (colon < 0 ? "" : userInfo.substring(colon + 1)).toCharArray());
    }

    private boolean isExempt(Origin origin) {
        String host = origin.host();
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        String port = ":" + origin.port();
        for (String rule : exempt) {
            String name = rule.endsWith(port) ? rule.substring(0, rule.length() - port.length()) : rule;
            String domain = name.startsWith("*.") ? name.substring(1) : name;
            if (name.equals("*")
                    || host.equals(domain)
                    || host.endsWith(domain.startsWith(".") ? domain : "." + domain)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The request fails, and tells of it.
    }
}
