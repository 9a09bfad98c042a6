package dev.drayage.s3.access;

import java.time.Instant;
import java.util.Optional;

/**
 * What requests are signed with. Its text shows no secret.
 *
 * @param id the access key id, which requests name
 * @param secret the secret access key, which never leaves
 * @param token of a session; requests carry it
 * @param expires when they are no longer good; empty if that is not known
 */
public record AccessKeys(String id, String secret, Optional<String> token, Optional<Instant> expires) {
    /** Keys that last. */
    public static AccessKeys of(String id, String secret) {
        return new AccessKeys(id, secret, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "AccessKeys[" + id + "]";
    }
}
