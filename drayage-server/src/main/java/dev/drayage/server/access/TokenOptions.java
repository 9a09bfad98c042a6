package dev.drayage.server.access;

import java.net.URI;
import java.time.Duration;

/**
 * Tokens that are taken, and where clients get them (distribution, "Token Authentication").
 *
 * @param realm the URL at which clients ask for tokens
 * @param service what this registry is called there: the audience of its tokens
 * @param issuer who must have issued a token
 * @param keys the keys that tokens are signed with: the URL of a JWKS, or a file with a JWKS, or with public keys or
 *     certificates in PEM
 * @param leeway how far clocks may differ
 */
public record TokenOptions(URI realm, String service, String issuer, String keys, Duration leeway) {
    private static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(60);

    /**
     * Checks what goes into a header.
     *
     * @throws IllegalArgumentException if something is missing or has a character that no header can have
     */
    public TokenOptions {
        if (realm.getHost() == null) {
            throw new IllegalArgumentException("the realm of tokens must be a URL with a host, not " + realm);
        }
        requireText("service", service);
        requireText("issuer", issuer);
        requireText("keys", keys);
    }

    /** With a leeway of a minute. */
    public static TokenOptions of(URI realm, String service, String issuer, String keys) {
        return new TokenOptions(realm, service, issuer, keys, DEFAULT_LEEWAY);
    }

    private static void requireText(String what, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the " + what + " of tokens is empty; name it");
        }
        if (text.chars().anyMatch(c -> c < 0x20 || c > 0x7e || c == '"' || c == '\\')) {
            throw new IllegalArgumentException("the " + what
                    + " of tokens has a character that is not printable ASCII, or" + " a quote or backslash");
        }
    }
}
