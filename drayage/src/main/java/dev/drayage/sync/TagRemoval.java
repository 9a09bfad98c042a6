package dev.drayage.sync;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.registry.RegistryException;
import dev.drayage.registry.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes tags out of a repository, and nothing else. Some registries, such as distribution before 3.0, delete manifests alone,
 * by digest, with all of their tags: there that is done, if nothing else that is known would go or break.
 */
final class TagRemoval {
    /** What registries that delete no tags respond with. */
    private static final Set<Integer> NO_TAGS = Set.of(400, 404, 405, 501);

    /** A request for each tag of a repository with more takes too long. */
    private static final int MAX_TAGS = 1000;

    private final Repository repository;
    private final Set<String> going;
    private final Set<Digest> kept;

    /**
     * Removes from this repository.
     *
     * @param going the tags that are removed
     * @param kept manifests that stay
     */
    TagRemoval(Repository repository, Set<String> going, Set<Digest> kept) {
        this.repository = repository;
        this.going = going;
        this.kept = kept;
    }

    /** Removes a tag; false if it is gone, or means something else by now. */
    boolean remove(String tag, Digest digest) throws IOException {
        Optional<Digest> now = repository.look(tag);
        if (!now.equals(Optional.of(digest))) {
            return false;
        }
        try {
            repository.delete(tag);
        } catch (ContentNotFoundException e) {
            return false;
        } catch (RegistryException e) {
            if (e.kind() != Kind.INVALID_ARGUMENT || !NO_TAGS.contains(e.status())) {
                throw e;
            }
            requireNeedless(digest, e);
            repository.delete(digest.toString());
        }
        return true;
    }

    /** Requires of a manifest that nothing which stays is made of it. */
    private void requireNeedless(Digest digest, RegistryException refusal) throws IOException {
        List<String> tags = new ArrayList<>();
        repository.tags(tag -> {
            if (tags.size() <= MAX_TAGS && !going.contains(tag)) {
                tags.add(tag);
            }
        });
        if (tags.size() > MAX_TAGS) {
            throw left(refusal, "more than " + MAX_TAGS + " other tags could mean it");
        }
        List<Descriptor> staying = new ArrayList<>();
        for (String tag : tags) {
            try {
                staying.add(repository.resolve(tag));
            } catch (ContentNotFoundException e) {
                // It went meanwhile.
            }
        }
        for (Digest image : kept) {
            staying.add(repository.resolve(image.toString()));
        }
        Documents documents = new Documents(repository.content());
        Handler below = descriptor -> {
            if (descriptor.digest().equals(digest)) {
                throw left(refusal, "another image there needs it");
            }
            return MediaTypes.isIndex(descriptor.mediaType())
                    ? documents.index(descriptor).manifests()
                    : List.of();
        };
        Graph.walk(below, documents.limits(), staying);
    }

    private static ContentException left(RegistryException refusal, String why) {
        return new ContentException(
                Kind.INVALID_ARGUMENT,
                "the registry deletes no tags (" + refusal.status() + "), and its manifest stays, for " + why,
                refusal);
    }
}
