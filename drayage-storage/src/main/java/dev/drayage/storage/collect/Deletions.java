package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes objects, and remembers what could not be. Thread-safe. */
final class Deletions {
    private final Bucket bucket;
    private long failed;
    private @Nullable String first;

    Deletions(Bucket bucket) {
        this.bucket = bucket;
    }

    void delete(List<String> keys) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        remember(bucket.delete(keys));
    }

    /** Objects could not be removed, each with why. */
    synchronized void remember(Map<String, String> problems) {
        failed += problems.size();
        if (first == null && !problems.isEmpty()) {
            Map.Entry<String, String> each = problems.entrySet().iterator().next();
            first = each.getKey() + ": " + each.getValue();
        }
    }

    /**
     * Ends the work if something could not be removed: nothing can be built upon its being gone.
     *
     * @throws IOException that says how many, and what the first one was
     */
    synchronized void requireNone() throws IOException {
        if (first != null) {
            throw new IOException(
                    failed + " objects of " + bucket.location() + " could not be removed; the first is " + first);
        }
    }
}
