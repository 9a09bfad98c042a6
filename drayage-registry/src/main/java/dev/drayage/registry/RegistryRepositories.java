package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Reference;
import dev.drayage.repository.Repositories;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The repositories of a registry, or those below a prefix of their names. Each is opened when it is asked for and
 * forgotten with the request that it was opened for, so names that strangers ask for are kept nowhere.
 */
final class RegistryRepositories implements Repositories {
    /** Statuses of registries that have no list of repositories, or none for us. */
    private static final Set<Integer> UNLISTED = Set.of(400, 401, 403, 404, 405, 501);

    private final Registry registry;
    private final String domain;
    private final String prefix;
    private final KnownTags tags = new KnownTags();

    /** @param prefix empty for all repositories */
    RegistryRepositories(Registry registry, String domain, String prefix) {
        this.registry = registry;
        this.domain = domain;
        this.prefix = prefix;
    }

    @Override
    public Optional<dev.drayage.repository.Repository> find(String name) throws IOException {
        Optional<Reference> reference = reference(name);
        return reference.isEmpty()
                ? Optional.empty()
                : Optional.of(new ServedRepository(registry.repository(reference.get()), tags));
    }

    /** Whoever asks may send anything; only a name that is written in full can be one of these. */
    private Optional<Reference> reference(String name) {
        try {
            return Optional.of(Reference.parse(name))
                    .filter(reference -> reference.isNameOnly()
                            && reference.toString().equals(name)
                            && reference.domain().equals(domain)
                            && isServed(reference.path()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isServed(String path) {
        return prefix.isEmpty() || path.equals(prefix) || path.startsWith(prefix + "/");
    }

    /** {@inheritDoc} The whole catalog is read for it, for nobody knows in which order a registry has it. */
    @Override
    public List<String> names(@Nullable String after, int limit) throws IOException {
        FirstNames first = new FirstNames(after == null ? "" : after, limit);
        try {
            registry.repositories(domain, path -> {
                if (isServed(path)) {
                    first.name(domain + "/" + path);
                }
            });
        } catch (RegistryException e) {
            if (UNLISTED.contains(e.status())) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        domain + " does not list its repositories (it answered " + e.status()
                                + "); ask for one by its name",
                        e);
            }
            throw e;
        }
        return first.names();
    }

    @Override
    public String base() {
        return domain + (prefix.isEmpty() ? "" : "/" + prefix);
    }

    @Override
    public String location() {
        return "docker://" + domain + (prefix.isEmpty() ? "" : "/" + prefix);
    }

    @Override
    public void close() {
        // Connections are those of the registry's client.
    }
}
