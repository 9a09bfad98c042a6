package dev.drayage.server.access;

import java.time.Duration;
import java.util.function.Predicate;

/** Who sent a request, as far as can be told. */
sealed interface Authentication {

    /** Nobody who said so. */
    record Anonymous() implements Authentication {}

    /**
     * Somebody who proved it.
     *
     * @param user the name, as the access log has it
     * @param grants whether something may be done
     */
    record Verified(String user, Predicate<Scope> grants) implements Authentication {}

    /**
     * Somebody who gave wrong proof.
     *
     * @param reason a sentence for the client, which says nothing of users and keys
     */
    record Rejected(String reason) implements Authentication {}

    /**
     * It could not be found out now.
     *
     * @param retryAfter when to try again
     */
    record Undecided(Duration retryAfter) implements Authentication {}
}
