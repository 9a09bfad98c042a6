package dev.drayage.storage;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Digest;
import dev.drayage.place.PlaceName;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registry's storage, or one repository of it, as lists and deletions of the registry's API have it: by the paths of
 * repositories and by tags. Nothing is made by opening it.
 */
public final class StoredRepositories implements Closeable {
    private final RegistryStorage storage;
    private final @Nullable String path;

    private StoredRepositories(RegistryStorage storage, @Nullable String path) {
        this.storage = storage;
        this.path = path;
    }

    /**
     * Opens what a name of {@link RegistryStoragePlace} names.
     *
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if it is no storage of a registry, or lacks the repository
     */
    public static StoredRepositories open(PlaceName name) throws IOException {
        RegistryStoragePlace.Located located = RegistryStoragePlace.locate(name);
        String image = name.image();
        String path = image == null ? located.repository() : image.split("[:@]", 2)[0];
        RegistryStorage storage = RegistryStoragePlace.open(located.where());
        try {
            storage.requireThere(path);
            return new StoredRepositories(storage, path);
        } catch (IOException | RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** The path of the one that is named; empty if all of the storage is. */
    public Optional<String> path() {
        return Optional.ofNullable(path);
    }

    /** The paths of all repositories. */
    public List<String> paths() throws IOException {
        return storage.repositories();
    }

    private String requirePath() {
        if (path == null) {
            throw new IllegalStateException("no repository of " + storage.location() + " is named");
        }
        return path;
    }

    /** The tags of the one that is named, in lexical order. */
    public List<String> tags() throws IOException {
        return storage.tags(requirePath(), "", Integer.MAX_VALUE);
    }

    private WritableStorageRepository repository() {
        return new WritableStorageRepository(
                storage, new StorageUploads(storage, InstantSource.system()), requirePath());
    }

    /**
     * Removes a tag and its history; the manifest that it named stays.
     *
     * @return what it named; empty if it did not say
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if there is none
     */
    public Optional<Digest> deleteTag(String tag) throws IOException {
        Optional<Digest> named = named(tag);
        if (!repository().deleteTag(tag)) {
            throw ContentNotFoundException.of(
                    "repository " + requirePath() + " in " + storage.location() + " has no tag " + tag, null);
        }
        return named;
    }

    /** What a tag of the one that is named means; empty if there is none, or it does not say. */
    public Optional<Digest> named(String tag) throws IOException {
        try {
            return StorageRepository.current(storage, requirePath(), tag);
        } catch (ContentException e) {
            if (e.kind() == Kind.FAILED_PRECONDITION) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Removes a manifest from the repository, with all tags that name it; its bytes go when garbage is collected.
     *
     * @return those tags
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if it is not there
     * @throws IOException if an index of the repository lists it
     */
    public List<String> deleteManifest(Digest digest) throws IOException {
        List<String> tags = new ArrayList<>();
        for (String tag : tags()) {
            if (named(tag).equals(Optional.of(digest))) {
                tags.add(tag);
            }
        }
        boolean isDone;
        try {
            isDone = repository().deleteManifest(digest);
        } catch (ContentException e) {
            // Nothing is wrong with what is there.
            throw e.kind() == Kind.FAILED_PRECONDITION ? new IOException(e.getMessage(), e) : e;
        }
        if (!isDone) {
            throw ContentNotFoundException.of(
                    "repository " + requirePath() + " in " + storage.location() + " has no manifest " + digest, null);
        }
        return tags;
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
