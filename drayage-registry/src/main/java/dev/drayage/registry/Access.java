package dev.drayage.registry;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a request needs to be allowed to do.
 *
 * @param repository the repository it is about; empty for the registry as such
 * @param scopes the same, in the words of the token protocol
 */
record Access(String repository, Set<String> scopes) {
    static Access pull(String repository) {
        return new Access(repository, Set.of(scope(repository, "pull")));
    }

    static Access push(String repository) {
        return new Access(repository, Set.of(scope(repository, "pull,push")));
    }

    static Access delete(String repository) {
        return new Access(repository, Set.of(scope(repository, "pull,delete")));
    }

    /** Pushing, with layers taken over from other repositories. */
    static Access mount(String repository, List<String> from) {
        Set<String> scopes = new TreeSet<>(push(repository).scopes());
        from.forEach(other -> scopes.add(scope(other, "pull")));
        return new Access(repository, scopes);
    }

    static Access catalog() {
        return new Access("", Set.of("registry:catalog:*"));
    }

    /** Authentication, and no scope. */
    static Access any() {
        return new Access("", Set.of());
    }

    private static String scope(String repository, String actions) {
        return "repository:" + repository + ":" + actions;
    }
}
