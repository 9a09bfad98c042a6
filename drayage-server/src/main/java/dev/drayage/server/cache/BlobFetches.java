package dev.drayage.server.cache;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/** The blobs that are being fetched, each once whoever asks for it. Thread-safe. */
final class BlobFetches implements Closeable {
    private static final int AT_ONCE = 16;

    private final Map<Digest, BlobFetch> active = new HashMap<>();
    private final ThreadPoolExecutor threads = CacheThreads.of("dray-cache-fetch", AT_ONCE);

    /**
     * A blob that is read while it is fetched.
     *
     * @param from the repository that it is fetched from, unless it is fetched already
     * @param pin closed with the blob; still the caller's where this fails
     */
    Blob open(CachedContent from, Descriptor descriptor, Pins.Pin pin) throws IOException {
        BlobFetch fetch = join(from, descriptor);
        try {
            return new FetchedBlob(
                    fetch.arrival(),
                    fetch.arrival().awaitSize(),
                    pin,
                    from.parts().eviction());
        } catch (IOException | RuntimeException e) {
            fetch.arrival().leave();
            throw e;
        }
    }

    private synchronized BlobFetch join(CachedContent from, Descriptor descriptor) throws IOException {
        BlobFetch known = active.get(descriptor.digest());
        if (known != null) {
            if (!known.isIn(from.name())) {
                throw ContentNotFoundException.of(descriptor, from.name());
            }
            known.arrival().join();
            return known;
        }
        BlobFetch fetch = new BlobFetch(from, descriptor, this);
        fetch.arrival().join();
        active.put(descriptor.digest(), fetch);
        try {
            threads.execute(fetch);
        } catch (RejectedExecutionException e) {
            active.remove(descriptor.digest());
            throw CacheStore.closed();
        }
        return fetch;
    }

    /** From now on nobody joins it. */
    synchronized void ended(BlobFetch fetch) {
        active.remove(fetch.digest(), fetch);
    }

    /** Whether it is being fetched, and not known to be in this repository. */
    synchronized boolean isElsewhere(String repository, Digest digest) {
        BlobFetch fetch = active.get(digest);
        return fetch != null && !fetch.isIn(repository);
    }

    /** Lets those who ask in this repository have it, too. */
    synchronized void addTo(String repository, Digest digest) {
        BlobFetch fetch = active.get(digest);
        if (fetch != null) {
            fetch.addTo(repository);
        }
    }

    /** The size of what is being fetched and in this repository, as soon as it is known; empty if there is no such fetch. */
    Optional<Long> size(String repository, Digest digest) throws IOException {
        BlobFetch fetch;
        synchronized (this) {
            fetch = active.get(digest);
            if (fetch == null || !fetch.isIn(repository)) {
                return Optional.empty();
            }
            fetch.arrival().join();
        }
        try {
            return Optional.of(fetch.arrival().awaitSize());
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        } finally {
            fetch.arrival().leave();
        }
    }

    @Override
    public void close() throws IOException {
        CacheThreads.stop(threads);
        Map<Digest, BlobFetch> left;
        synchronized (this) {
            left = new HashMap<>(active);
        }
        left.values().forEach(fetch -> fetch.arrival().fail(CacheStore.closed()));
    }
}
