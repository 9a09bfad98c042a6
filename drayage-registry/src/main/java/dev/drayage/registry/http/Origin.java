package dev.drayage.registry.http;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scheme, host and port: what credentials are for.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host, in lower case
 * @param port the port, that of the scheme where none is named
 */
public record Origin(String scheme, String host, int port) {

    /** A host that {@link URI} does not take for one, such as {@code my_registry}, and its port. */
    private static final Pattern AUTHORITY = Pattern.compile("(?:[^@]*@)?(\\[[^]]*]|[^:@\\[\\]]+)(?::(\\d{0,5}))?");

    /** The origin of an absolute http or https address. */
    public static Origin of(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (!authority.matches()) {
            throw new IllegalArgumentException("an address without a host: " + shown(uri));
        }
        String port = authority.group(2);
        return new Origin(
                scheme,
                authority.group(1).toLowerCase(Locale.ROOT),
                port != null && !port.isEmpty() ? Integer.parseInt(port) : scheme.equals("https") ? 443 : 80);
    }

    /** Whether it is an http or https address with a host. */
    public static boolean isHttp(URI uri) {
        String scheme = uri.getScheme();
        return uri.getRawAuthority() != null
                && AUTHORITY.matcher(uri.getRawAuthority()).matches()
                && scheme != null
                && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
    }

    /** An address without its query, which may hold a signature that opens what it points at. */
    public static String shown(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getRawAuthority() + path;
    }

    /** The host, and the port unless it is the usual one: what messages call a registry. */
    public String authority() {
        return port == (scheme.equals("https") ? 443 : 80) ? host : host + ":" + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
