package dev.drayage.registry;

import dev.drayage.registry.http.LenientUri;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a further page of a list. Whatever host and scheme a link names, the page is asked for where the list
 * was: registries name what they are called behind their proxies. So no list goes on at another host, and no credentials
 * go there.
 */
final class PageAddress {
    /** RFC 3986, appendix B. */
    private static final Pattern REFERENCE =
            Pattern.compile("(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#.*)?", Pattern.DOTALL);

    private PageAddress() {}

    /**
     * The address that a link means.
     *
     * @param list the path of the list below the base of the endpoint
     * @param target what the link names
     * @return empty if no address can be made of it
     */
    static Optional<URI> of(Mirror mirror, String list, String target) {
        Matcher reference = REFERENCE.matcher(target);
        if (!reference.matches()) {
            return Optional.empty();
        }
        String scheme = reference.group(1);
        String path = LenientUri.escaped(reference.group(3));
        String query = reference.group(4) == null ? "" : LenientUri.escaped(reference.group(4));
        boolean isHttp = scheme == null || scheme.toLowerCase(Locale.ROOT).matches("https?");
        if (!isHttp || (path.isEmpty() && query.isEmpty())) {
            return Optional.empty();
        }
        String own = list.substring(list.lastIndexOf('/') + 1);
        boolean isAbsolute = path.startsWith("/") || reference.group(2) != null;
        try {
            if (path.isEmpty() || path.equals(own) || path.equals("./" + own) || path.endsWith("/" + list)) {
                // The same list: its own address is known to work.
                return Optional.of(mirror.uri(query.isEmpty() ? list : list + "?" + query));
            }
            String rest = query.isEmpty() ? path : path + "?" + query;
            return Optional.of(
                    isAbsolute ? mirror.uriOf(rest) : mirror.uri(list).resolve(rest));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
