package dev.drayage.registry;

import dev.drayage.registry.http.Response;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a list goes on (RFC 8288, as the distribution specification uses it). */
final class LinkHeader {
    private static final Pattern NEXT =
            Pattern.compile("<([^<>\\s]{1,8000})>\\s*;[^,]*?\\brel=\"?next\"?", Pattern.CASE_INSENSITIVE);

    private LinkHeader() {}

    /** The address of the next page, absolute; empty if this is the last one. */
    static Optional<URI> next(Response response) {
        for (String header : response.headers("Link")) {
            Matcher matcher = NEXT.matcher(header);
            if (matcher.find()) {
                try {
                    return Optional.of(response.uri().resolve(matcher.group(1))).filter(uri -> uri.getHost() != null);
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
