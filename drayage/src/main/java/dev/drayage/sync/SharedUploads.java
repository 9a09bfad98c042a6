package dev.drayage.sync;

import dev.drayage.oci.Digest;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which repositories of a registry have which blobs, as this run found out: what one has, another takes over from it, and
 * what is being sent to one is not sent to another meanwhile. Thread-safe.
 */
final class SharedUploads {
    private final Map<Digest, String> holders = new HashMap<>();
    private final Set<Digest> underway = new HashSet<>();

    /**
     * Waits until nobody else sends a blob, and claims it. {@link #end} must follow.
     *
     * @return a repository that has it; null if none is known to
     */
    synchronized @Nullable String begin(Digest digest) throws InterruptedIOException {
        while (!underway.add(digest)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while another image sends blob " + digest);
            }
        }
        return holders.get(digest);
    }

    /** Gives a blob free. */
    synchronized void end(Digest digest) {
        underway.remove(digest);
        notifyAll();
    }

    /** Notes that a repository has a blob. */
    synchronized void note(Digest digest, String repository) {
        holders.putIfAbsent(digest, repository);
    }
}
