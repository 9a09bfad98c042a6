package dev.drayage.server.cache;

import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Content that this process serves or fetches at the moment, and that therefore stays. Thread-safe. */
final class Pins {
    private final Map<Digest, Integer> counts = new HashMap<>();

    /** What is done to content that nobody has pinned. */
    @FunctionalInterface
    interface Removal {
        void run() throws IOException;
    }

    /** Holds content, there or not, until this is closed; once is enough, and more does no harm. */
    final class Pin implements Closeable {
        private final Digest digest;
        private boolean released;

        private Pin(Digest digest) {
            this.digest = digest;
        }

        @Override
        public void close() {
            synchronized (Pins.this) {
                if (!released) {
                    released = true;
                    counts.computeIfPresent(digest, (key, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }

    synchronized Pin pin(Digest digest) {
        counts.merge(digest, 1, Integer::sum);
        return new Pin(digest);
    }

    /** Removes content, and lets nobody pin it meanwhile; false if somebody has. */
    synchronized boolean remove(Digest digest, Removal removal) throws IOException {
        if (counts.containsKey(digest)) {
            return false;
        }
        removal.run();
        return true;
    }
}
