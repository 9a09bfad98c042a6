package dev.drayage.cache;

import dev.drayage.content.Blob;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.RepositoriesProvider.Access;
import dev.drayage.registry.RegistryOptions;
import dev.drayage.registry.RegistryPlace;
import dev.drayage.registry.auth.CredentialSource;
import dev.drayage.repository.Repository;
import dev.drayage.server.cache.CacheOptions;
import dev.drayage.server.cache.PullThroughCache;
import dev.drayage.store.LocalStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Pulls an image through a cache, in a process that may be killed: the store, the registry, and the tag. */
final class CachingWorker {
    static final String NAMESPACE = "cache-test";

    private CachingWorker() {}

    /** Says {@code ready} before it pulls, and {@code done} after. */
    public static void main(String[] arguments) throws Exception {
        try (LocalStore store = LocalStore.open(Path.of(arguments[0]));
                PullThroughCache cache = open(store, arguments[1])) {
            System.out.println("ready");
            pull(cache, arguments[1] + "/app", arguments[2]);
            System.out.println("done");
        }
    }

    static PullThroughCache open(LocalStore store, String authority) throws IOException {
        RegistryPlace place = new RegistryPlace();
        RegistryOptions options = RegistryOptions.defaults()
                .withCredentials(CredentialSource.ANONYMOUS)
                .withHostFolders(List.of())
                .withVariables(Map.of());
        return PullThroughCache.open(
                place.openRepositories(
                        place.parseServed("//" + authority),
                        PlaceOptions.none().with(RegistryOptions.class, options),
                        Access.READ),
                store.namespace(NAMESPACE),
                CacheOptions.defaults().withMaxSize(16 << 20));
    }

    /** Reads all blobs of an image at the same time. */
    static void pull(PullThroughCache cache, String name, String tag) throws Exception {
        Repository repository = cache.find(name).orElseThrow();
        Descriptor image = repository.find(tag).orElseThrow();
        List<Descriptor> blobs =
                new Documents(repository.content()).manifest(image).children();
        ExecutorService threads = Executors.newFixedThreadPool(blobs.size());
        try {
            List<Future<Long>> reading = new ArrayList<>();
            for (Descriptor descriptor : blobs) {
                reading.add(threads.submit(() -> read(repository, descriptor)));
            }
            for (Future<Long> each : reading) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static long read(Repository repository, Descriptor descriptor) throws IOException {
        try (Blob blob = repository.content().open(descriptor);
                WritableByteChannel nowhere = Channels.newChannel(OutputStream.nullOutputStream())) {
            return blob.transferTo(0, blob.size(), nowhere);
        }
    }
}
