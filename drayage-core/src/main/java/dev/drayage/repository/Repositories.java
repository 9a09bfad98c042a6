package dev.drayage.repository;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place as a registry would show it: its images by repository. What others change in the place meanwhile is seen.
 * Thread-safe.
 */
public interface Repositories extends Closeable {

    /**
     * The repository of this name.
     *
     * @param name as {@link Repository#name()} has it
     * @return empty if there is none; a place behind a network may find out only when the repository is asked
     */
    Optional<Repository> find(String name) throws IOException;

    /**
     * Names of repositories, in lexical order of their characters.
     *
     * @param after the name that precedes the first to be listed; null to start with the first
     * @param limit how many at most, 1 or more
     */
    List<String> names(@Nullable String after, int limit) throws IOException;

    /**
     * The repository of this name to be pushed to, whether it is there yet or not.
     *
     * @return empty if the place cannot be written to
     * @throws IllegalArgumentException if the place cannot have a repository of this name
     */
    default Optional<WritableRepository> writable(String name) throws IOException {
        return Optional.empty();
    }

    /**
     * What precedes names that come without a registry: {@code docker.io}, or for a registry its own name and whatever
     * part of it is meant, such as {@code registry.example/team}.
     */
    default String base() {
        return "docker.io";
    }

    /** The name of this place as messages give it, for example {@code oci:images}. */
    String location();
}
