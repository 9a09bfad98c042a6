package dev.drayage.registry.http;

import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port: what credentials are for.
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host, in lower case
 * @param port the port, that of the scheme where none is named
 */
public record Origin(String scheme, String host, int port) {

    /** The origin of an absolute http or https address. */
    public static Origin of(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    /** Whether it is an http or https address with a host. */
    static boolean isHttp(URI uri) {
        String scheme = uri.getScheme();
        return uri.getHost() != null
                && scheme != null
                && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
    }

    /** An address without its query, which may hold a signature that opens what it points at. */
    public static String shown(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + uri.getRawAuthority() + path;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
