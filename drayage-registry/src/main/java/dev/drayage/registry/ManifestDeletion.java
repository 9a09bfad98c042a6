package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.registry.Mirrors.MirrorResponse;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Request;
import dev.drayage.registry.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes tags and manifests out of a repository, as far as its registry lets one. Thread-safe. */
final class ManifestDeletion {
    /** Statuses of registries that delete no tags, or nothing at all. */
    private static final Set<Integer> UNSUPPORTED = Set.of(400, 405, 501);

    private final Mirrors mirrors;
    private final String path;
    private final String location;
    private final ManifestClient manifests;

    ManifestDeletion(Mirrors mirrors, String path, String location, ManifestClient manifests) {
        this.mirrors = mirrors;
        this.path = path;
        this.location = location;
        this.manifests = manifests;
    }

    void delete(String tagOrDigest) throws IOException {
        boolean isDigest = tagOrDigest.indexOf(':') >= 0;
        String name = location + (isDigest ? "@" : ":") + tagOrDigest;
        try (MirrorResponse reply = mirrors.ask(
                Capability.PUSH,
                Access.delete(path),
                mirror -> Request.of("DELETE", mirror.uri(path + "/manifests/" + tagOrDigest)))) {
            Response response = reply.response();
            int status = response.status();
            if (status == 200 || status == 202 || status == 204) {
                return;
            }
            // Registries that delete by digest only may not know a tag for one.
            boolean isThere = status != 404
                    || (!isDigest && manifests.resolve(tagOrDigest).isPresent());
            if (!isThere) {
                throw ContentNotFoundException.of(
                        List.of(), location + " holds no image named " + tagOrDigest + "; dray tags lists its tags");
            }
            RegistryException refusal = ErrorResponses.of(response, "cannot delete " + name);
            if (status == 404 || UNSUPPORTED.contains(status)) {
                String hint = isDigest
                        ? "; the registry does not let anything be deleted, ask whoever runs it"
                        : "; the registry deletes no tags, or nothing: delete its digest, which takes all tags of it along";
                throw new RegistryException(
                        Kind.INVALID_ARGUMENT, refusal.getMessage() + hint, status, refusal.codes());
            }
            throw refusal;
        }
    }

    /** Those of the tags that mean this manifest. */
    List<String> tagsOf(Digest digest, List<String> tags) throws IOException {
        List<String> found = new ArrayList<>();
        for (String tag : tags) {
            if (meansNow(tag).equals(Optional.of(digest))) {
                found.add(tag);
            }
        }
        return List.copyOf(found);
    }

    /** What cannot be read is something else. */
    private Optional<Digest> meansNow(String tag) throws IOException {
        try {
            return manifests.resolve(tag).map(Descriptor::digest);
        } catch (ContentException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
