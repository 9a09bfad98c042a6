package dev.drayage.server.distribution;

import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.Reference;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.server.http.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The repositories that are served, as requests name them. */
final class ServedRepositories {
    private final Repositories repositories;

    ServedRepositories(Repositories repositories) {
        this.repositories = repositories;
    }

    /**
     * The registry that a client means, which asks this one in its place (distribution-spec, "Registry Proxying");
     * empty if it means this one.
     */
    static String namespace(Request request) throws RefusedException {
        String namespace = request.parameter("ns").orElse("");
        try {
            return namespace.isEmpty() ? "" : new Reference(namespace, "a/b", null, null).domain();
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, ErrorCode.NAME_INVALID, "ns: " + e.getMessage());
        }
    }

    /** The name of a repository with the registry that the client means: no two repositories have the same. */
    static String full(Request request, String name) throws RefusedException {
        String namespace = namespace(request);
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    Optional<Repository> find(Request request, String name) throws IOException {
        return repositories.find(full(request, name));
    }

    /** The repository of a request. */
    Repository require(Request request, String name) throws IOException {
        return find(request, name)
                .orElseThrow(() -> new RefusedException(
                        404, ErrorCode.NAME_UNKNOWN, "there is no repository " + Quotes.quote(name)));
    }

    /** The repository of a request, which is to be there already, for something in it to be deleted. */
    WritableRepository requireExisting(Request request, String name) throws IOException {
        WritableRepository writable = requireWritable(request, name);
        require(request, name);
        return writable;
    }

    /** The repository of a request to be pushed to, there or not. */
    WritableRepository requireWritable(Request request, String name) throws IOException {
        try {
            return repositories
                    .writable(full(request, name))
                    .orElseThrow(() -> RefusedException.notAllowed(
                            ErrorCode.UNSUPPORTED,
                            "this registry is read-only: nothing can be pushed or deleted",
                            "GET, HEAD"));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(400, ErrorCode.NAME_INVALID, String.valueOf(e.getMessage()));
        }
    }

    List<String> names(String after, int limit) throws IOException {
        return repositories.names(after.isEmpty() ? null : after, limit);
    }

    static Digest digest(String text) throws RefusedException {
        try {
            return Digest.parse(text);
        } catch (InvalidDigestException e) {
            throw new RefusedException(400, ErrorCode.DIGEST_INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** Whether what stands in the place of a tag or digest can only be a digest. */
    static boolean isDigest(String reference) {
        return reference.indexOf(':') >= 0;
    }
}
