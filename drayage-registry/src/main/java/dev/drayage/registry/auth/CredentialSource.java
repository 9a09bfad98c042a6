package dev.drayage.registry.auth;

import java.io.IOException;
import java.util.Optional;

/** Knows credentials by registry. Thread-safe. */
@FunctionalInterface
public interface CredentialSource {

    /** Knows none: everything is asked for anonymously. */
    CredentialSource ANONYMOUS = (domain, repository) -> Optional.empty();

    /**
     * The credentials for a repository.
     *
     * @param domain the registry as references name it, such as {@code docker.io}
     * @param repository the repository; empty for the registry as such
     */
    Optional<Credentials> find(String domain, String repository) throws IOException;
}
