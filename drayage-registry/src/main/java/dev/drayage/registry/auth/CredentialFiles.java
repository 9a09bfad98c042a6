package dev.drayage.registry.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that this user's other tools keep: Docker's {@code config.json} with its credential helpers, and
 * podman's {@code auth.json}. Files are read anew each time, so that a login elsewhere is noticed. Thread-safe.
 */
public final class CredentialFiles implements CredentialSource {
    private static final Duration HELPER_TIMEOUT = Duration.ofSeconds(60);

    private final List<AuthFile> places;
    private final AuthFile own;

    private CredentialFiles(List<AuthFile> places, AuthFile own) {
        this.places = places;
        this.own = own;
    }

    /**
     * The files of the user that these variables of the environment belong to.
     *
     * @param file the only file to use; null for those that Docker and podman use
     */
    public static CredentialFiles of(Map<String, String> variables, Path home, @Nullable Path file) {
        return of(variables, home, file, HELPER_TIMEOUT);
    }

    /** The same, with another timeout for helpers. */
    static CredentialFiles of(Map<String, String> variables, Path home, @Nullable Path file, Duration timeout) {
        HelperRunner helpers = new HelperRunner(variables, timeout);
        List<Path> places = file == null ? AuthFile.places(variables, home) : List.of(file);
        Path own = file == null ? AuthFile.preferred(variables, home) : file;
        return new CredentialFiles(
                places.stream().map(place -> new AuthFile(place, helpers)).toList(), new AuthFile(own, helpers));
    }

    /** The files of the user of this process. */
    public static CredentialFiles ofUser() {
        String home = System.getProperty("user.home", "?");
        // What Java calls "?" would be a folder of the current directory, where anybody's files may lie.
        return of(System.getenv(), Path.of(home.equals("?") ? "/nonexistent" : home), null);
    }

    @Override
    public Optional<Credentials> find(String domain, String repository) throws IOException {
        HelperFailure failure = new HelperFailure();
        for (AuthFile place : places) {
            Optional<Credentials> found = failure.orNone(() -> place.find(domain, repository));
            if (found.isPresent()) {
                return found;
            }
        }
        failure.throwIfAny();
        return Optional.empty();
    }

    /**
     * Keeps credentials for a registry, in the file that Docker uses unless another is named, or with its helper. The file
     * is changed under a lock that all programs of this library heed, and replaced as a whole. Where it is a symbolic link
     * of this user's it stays one, and what it points at is replaced; another user's is refused.
     *
     * @return where they are now
     */
    public String store(String domain, Credentials credentials) throws IOException {
        return own.store(domain, credentials);
    }

    /** Forgets the credentials for a registry, in every file; false if there were none. */
    public boolean erase(String domain) throws IOException {
        boolean erased = false;
        for (AuthFile place : places) {
            erased |= place.erase(domain);
        }
        return erased;
    }
}
