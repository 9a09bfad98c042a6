package dev.drayage.cache;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.repository.Repository;
import dev.drayage.server.cache.CacheOptions;
import dev.drayage.server.cache.PullThroughCache;
import dev.drayage.store.LocalStore;
import dev.drayage.store.StoreOptions;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cache of a fake upstream in a local store. */
@Timeout(60)
abstract class CacheTest {
    static final String APP = "upstream.example/app";
    static final String OTHER = "upstream.example/other";

    /** Read by the cache in four steps. */
    static final int STEP = 256 << 10;

    static final int LARGE = 4 * STEP;

    final FakeUpstream upstream = new FakeUpstream();
    final ManualClock clock = ManualClock.afterAllFiles();

    @TempDir
    Path directory;

    LocalStore store;
    PullThroughCache cache;
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        store = openStore();
        cache = openCache(store, options());
    }

    CacheOptions options() {
        return CacheOptions.defaults().withRevalidate(Duration.ofMinutes(10)).withClock(clock);
    }

    final LocalStore openStore() throws IOException {
        LocalStore made = LocalStore.open(
                directory.resolve("store"),
                StoreOptions.defaults().withRefTimeout(Duration.ZERO).withClock(clock));
        opened.add(0, made);
        return made;
    }

    final PullThroughCache openCache(LocalStore in, CacheOptions options) {
        PullThroughCache made = PullThroughCache.open(upstream, in.namespace("cache-upstream.example"), options);
        opened.add(0, made);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        upstream.hook = (digest, position) -> {};
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    final ImageNamespace namespace() {
        return store.namespace("cache-upstream.example");
    }

    final Repository repository(String name) throws IOException {
        return cache.find(name).orElseThrow();
    }

    static Descriptor blob(Digest digest, long size) {
        return Descriptor.of(MediaTypes.OCTET_STREAM, digest, size);
    }

    final Blob open(String repository, Digest digest) throws IOException {
        return repository(repository).content().open(blob(digest, upstream.content.bytes(digest).length));
    }

    final byte[] read(String repository, Digest digest) throws IOException {
        try (Blob blob = open(repository, digest);
                InputStream in = blob.newInputStream()) {
            return in.readAllBytes();
        }
    }

    /** All that a client would ask for: the manifest by tag, and what it is made of. */
    final void pull(String repository, String tag, List<Digest> blobs) throws IOException {
        Descriptor image = repository(repository).find(tag).orElseThrow();
        read(repository, image.digest());
        for (Digest digest : blobs) {
            read(repository, digest);
        }
    }

    final List<Digest> cached() throws IOException {
        List<Digest> all = new ArrayList<>();
        namespace().content().walk(info -> all.add(info.digest()));
        return all;
    }

    final long cachedBytes() throws IOException {
        List<ContentInfo> all = new ArrayList<>();
        namespace().content().walk(all::add);
        return all.stream().mapToLong(ContentInfo::size).sum();
    }

    final List<String> names() throws IOException {
        return namespace().images().list(List.of()).stream()
                .map(StoredImage::name)
                .toList();
    }

    final Instant now() {
        return clock.instant();
    }
}
