package dev.drayage.server.distribution;

import dev.drayage.oci.Digest;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a blob may be mounted from if the client names no repository: the one that it was pushed to lately, or one of the
 * first in the list. Others are not searched, for there may be very many. Thread-safe.
 */
final class BlobOrigins {
    private static final int MOST = 10_000;
    private static final int SEARCHED = 100;

    private final Repositories repositories;
    private final Map<Digest, String> pushedTo = new LinkedHashMap<>();

    BlobOrigins(Repositories repositories) {
        this.repositories = repositories;
    }

    synchronized void note(Digest digest, String repository) {
        pushedTo.remove(digest);
        pushedTo.put(digest, repository);
        if (pushedTo.size() > MOST) {
            pushedTo.remove(pushedTo.keySet().iterator().next());
        }
    }

    private synchronized String lately(Digest digest) {
        return pushedTo.getOrDefault(digest, "");
    }

    /** A repository that has it; empty if none was found. */
    Optional<Repository> find(Digest digest) throws IOException {
        String lately = lately(digest);
        Optional<Repository> there = lately.isEmpty() ? Optional.empty() : having(lately, digest);
        if (there.isPresent()) {
            return there;
        }
        for (String name : repositories.names(null, SEARCHED)) {
            Optional<Repository> found = having(name, digest);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Repository> having(String name, Digest digest) throws IOException {
        Optional<Repository> repository = repositories.find(name);
        return repository.isPresent() && repository.get().content().info(digest).isPresent()
                ? repository
                : Optional.empty();
    }
}
