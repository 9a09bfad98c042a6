package dev.drayage.server.distribution;

import dev.drayage.oci.Digest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which blobs were found right lately, by repository. Disks go bad and files are changed, so none is trusted for ever; what
 * is forgotten is verified again. Thread-safe.
 */
final class VerifiedBlobs {
    private static final int MOST = 10_000;

    private record Key(String repository, Digest digest) {}

    private final long nanos;
    private final Map<Key, Long> since = new LinkedHashMap<>();

    VerifiedBlobs(Duration time) {
        this.nanos = time.toNanos();
    }

    /** All of its bytes were right just now. */
    synchronized void note(String repository, Digest digest) {
        Key key = new Key(repository, digest);
        since.remove(key);
        since.put(key, System.nanoTime());
        if (since.size() > MOST) {
            since.remove(since.keySet().iterator().next());
        }
    }

    /** It is there no more; what comes in its place need not be right. */
    synchronized void forget(String repository, Digest digest) {
        since.remove(new Key(repository, digest));
    }

    synchronized boolean contains(String repository, Digest digest) {
        Long noted = since.get(new Key(repository, digest));
        return noted != null && System.nanoTime() - noted < nanos;
    }
}
