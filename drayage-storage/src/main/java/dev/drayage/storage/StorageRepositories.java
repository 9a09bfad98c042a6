package dev.drayage.storage;

import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The repositories of a storage, as its links are now. */
final class StorageRepositories implements Repositories {
    private final RegistryStorage storage;
    private final @Nullable StorageUploads uploads;

    private StorageRepositories(RegistryStorage storage, @Nullable StorageUploads uploads) {
        this.storage = storage;
        this.uploads = uploads;
    }

    /** Those of a storage, which is closed with them, to be read. */
    static StorageRepositories reading(RegistryStorage storage) {
        return new StorageRepositories(storage, null);
    }

    /** The same, to be pushed to. */
    static StorageRepositories writing(RegistryStorage storage, InstantSource clock) {
        return new StorageRepositories(storage, new StorageUploads(storage, clock));
    }

    /** The path of a name; empty if there cannot be such a repository. */
    static Optional<String> path(String name) {
        try {
            String path = StorageNames.path(name);
            return StorageNames.name(path).equals(name) ? Optional.of(path) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Repository> find(String name) throws IOException {
        Optional<String> path = path(name);
        return path.isPresent() && storage.hasRepository(path.get())
                ? Optional.of(new StorageRepository(storage, path.get()))
                : Optional.empty();
    }

    @Override
    public List<String> names(@Nullable String after, int limit) throws IOException {
        return storage.repositories().stream()
                .map(StorageNames::name)
                .filter(name -> after == null || name.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<WritableRepository> writable(String name) throws IOException {
        String path = StorageNames.path(name);
        return uploads == null ? Optional.empty() : Optional.of(new WritableStorageRepository(storage, uploads, path));
    }

    @Override
    public String base() {
        return StorageNames.BASE;
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
