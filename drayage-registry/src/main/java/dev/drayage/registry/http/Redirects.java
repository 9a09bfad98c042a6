package dev.drayage.registry.http;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a redirect leads, and where it must not. */
final class Redirects {
    /** What another host may be told; everything else may be a secret between the user and the registry. */
    private static final Set<String> OPEN =
            Set.of("accept", "range", "if-range", "content-type", "content-range", "oci-chunk-min-length");

    private Redirects() {}

    static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** The address that a redirect names. */
    static URI next(Request original, Response response, int redirects, int most) throws ContentException {
        if (redirects > most) {
            throw refused(original, "is redirected more than " + most + " times");
        }
        URI next = response.location()
                .filter(Origin::isHttp)
                .orElseThrow(() -> refused(original, "is redirected to something that is no http address"));
        if (response.uri().getScheme().equalsIgnoreCase("https")
                && !next.getScheme().equalsIgnoreCase("https")) {
            throw refused(original, "is redirected from https to plain " + Origin.shown(next));
        }
        return next;
    }

    /** The request to make there: the same, or, after a 303, one that only reads. */
    static Request request(Request current, int status, URI next) {
        Request to = current.to(next);
        if (!Origin.of(next).equals(Origin.of(current.uri()))) {
            Map<String, String> open = new LinkedHashMap<>(to.headers());
            open.keySet().removeIf(name -> !OPEN.contains(name.toLowerCase(Locale.ROOT)));
            to = new Request(to.method(), to.uri(), open, to.body(), to.repeat());
        }
        return status == 303 && to.body() != null ? new Request("GET", to.uri(), Map.of(), null, to.repeat()) : to;
    }

    private static ContentException refused(Request original, String why) {
        return new ContentException(
                Kind.UNAVAILABLE, original + " " + why + "; that is not followed, ask whoever runs the registry");
    }
}
