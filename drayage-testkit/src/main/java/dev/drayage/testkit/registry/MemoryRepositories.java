package dev.drayage.testkit.registry;

import dev.drayage.content.ContentProvider;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Repositories in memory that can be pushed to; they are empty at first. Thread-safe. */
@SuppressWarnings("exports") // to our modules alone
public final class MemoryRepositories implements Repositories {
    private final ConcurrentNavigableMap<String, MemoryRepository> repositories = new ConcurrentSkipListMap<>();

    /** No repositories yet. */
    public MemoryRepositories() {
        // Starts empty.
    }

    /** Puts content into a repository; documents go in as manifests, all else as blobs. */
    public MemoryRepositories holding(String name, MemoryContent content, List<Descriptor> documents) {
        MemoryRepository repository = repository(name);
        List<Digest> manifests = documents.stream().map(Descriptor::digest).toList();
        content.all().forEach((digest, bytes) -> {
            if (!manifests.contains(digest)) {
                repository.addBlob(digest, bytes);
            }
        });
        documents.forEach(document -> repository.put(document, content.bytes(document.digest()), List.of()));
        return this;
    }

    /**
     * Puts an image into a repository, with all that it is made of and the place has.
     *
     * @param tag its tag; empty for none
     */
    public MemoryRepositories holding(String name, String tag, ContentProvider place, Descriptor image)
            throws IOException {
        repository(name).add(place, image);
        return tag.isEmpty() ? this : tag(name, tag, image.digest());
    }

    /** Gives a manifest that is there a tag. */
    public MemoryRepositories tag(String name, String tag, Digest digest) {
        MemoryRepository repository = repository(name);
        Descriptor manifest = repository
                .find(digest.toString())
                .orElseThrow(() -> new IllegalArgumentException("there is no manifest " + digest + " in " + name));
        repository.put(manifest, repository.bytes(digest), List.of(tag));
        return this;
    }

    /** A repository, there or not. */
    public MemoryRepository repository(String name) {
        return repositories.computeIfAbsent(name, MemoryRepository::new);
    }

    /** The name of the repository that an upload was begun to. */
    Optional<String> holdingUpload(String id) {
        return repositories.values().stream()
                .filter(repository -> repository.hasUpload(id))
                .map(MemoryRepository::name)
                .findFirst();
    }

    @Override
    public Optional<Repository> find(String name) {
        return Optional.ofNullable(repositories.get(name))
                .filter(MemoryRepository::isThere)
                .map(repository -> repository);
    }

    @Override
    public List<String> names(@Nullable String after, int limit) {
        return (after == null ? repositories : repositories.tailMap(after, false))
                .values().stream()
                        .filter(MemoryRepository::isThere)
                        .map(MemoryRepository::name)
                        .limit(limit)
                        .toList();
    }

    @Override
    public Optional<WritableRepository> writable(String name) {
        Reference reference = Reference.parse(name);
        if (!reference.isNameOnly() || !name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(Quotes.quote(name) + " is not the name of a repository");
        }
        return Optional.of(repository(name));
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public void close() {
        // Memory needs no closing.
    }
}
