package dev.drayage.cache;

import dev.drayage.graph.Documents;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import dev.drayage.repository.Repositories;
import dev.drayage.server.cache.CacheOptions;
import dev.drayage.server.cache.PullThroughCache;
import dev.drayage.store.LocalStore;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.RepositoryContract;
import dev.drayage.testkit.registry.MemoryRepositories;
import dev.drayage.testkit.registry.MemoryRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A cache shows what its upstream has, no more and no less. */
class CachedRepositoryContractTest extends RepositoryContract {
    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @Override
    protected Repositories repositoriesOf(MemoryContent content, List<NamedImage> images) throws IOException {
        MemoryRepositories upstream = new MemoryRepositories();
        for (NamedImage image : images) {
            Reference reference = Reference.parse(String.valueOf(image.name()));
            String name = reference.domain() + "/" + reference.path();
            push(content, image.descriptor(), upstream.repository(name));
            upstream.tag(
                    name, String.valueOf(reference.tag()), image.descriptor().digest());
        }
        LocalStore store = LocalStore.open(directory.resolve("store"));
        opened.add(0, store);
        PullThroughCache cache =
                PullThroughCache.open(upstream, store.namespace("cache-memory"), CacheOptions.defaults());
        opened.add(0, cache);
        return cache;
    }

    private static void push(MemoryContent content, Descriptor descriptor, MemoryRepository repository)
            throws IOException {
        byte[] bytes = content.bytes(descriptor.digest());
        if (!MediaTypes.isDocument(descriptor.mediaType())) {
            repository.addBlob(descriptor.digest(), bytes);
            return;
        }
        Documents documents = new Documents(content);
        List<Descriptor> children = MediaTypes.isIndex(descriptor.mediaType())
                ? documents.index(descriptor).manifests()
                : documents.manifest(descriptor).children();
        for (Descriptor child : children) {
            push(content, child, repository);
        }
        repository.put(Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size()), bytes, List.of());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }
}
