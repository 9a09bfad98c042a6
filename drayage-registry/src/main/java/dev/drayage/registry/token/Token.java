package dev.drayage.registry.token;

import java.time.Instant;

/**
 * A bearer token.
 *
 * @param text what to show
 * @param until when it should not be relied on any more
 */
record Token(String text, Instant until) {
    boolean isExpired(Instant now) {
        return !now.isBefore(until);
    }

    /** Never the token. */
    @Override
    public String toString() {
        return "a token until " + until;
    }
}
