package dev.drayage.sync;

import dev.drayage.oci.Digest;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Which repositories of a registry have which blobs, as this run found out: what one has, another takes over from it, and
 * what is being sent to one is not sent to another meanwhile. Thread-safe.
 */
final class SharedUploads {
    /** Of so many repositories it is remembered that they have a blob; those after them are asked. */
    private static final int MAX_HOLDERS = 16;

    private final Map<Digest, Set<String>> holders = new HashMap<>();
    private final Set<Digest> underway = new HashSet<>();
    private final Semaphore sending;

    /** @param atOnce how many blobs are sent at once: more would take connections from one another, half read */
    SharedUploads(int atOnce) {
        this.sending = new Semaphore(atOnce);
    }

    /**
     * Waits until nobody else sends a blob, and claims it. {@link #end} must follow.
     *
     * @return repositories that are known to have it, the first to be found first
     */
    synchronized List<String> begin(Digest digest) throws InterruptedIOException {
        while (!underway.add(digest)) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while another image sends blob " + digest);
            }
        }
        return List.copyOf(holders.getOrDefault(digest, Set.of()));
    }

    /** Waits until a blob may be sent that has been claimed; {@link #sent} must follow. */
    void send(Digest digest) throws InterruptedIOException {
        try {
            sending.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before blob " + digest + " was sent");
        }
    }

    /** Lets another blob be sent. */
    void sent() {
        sending.release();
    }

    /** Gives a blob free. */
    synchronized void end(Digest digest) {
        underway.remove(digest);
        notifyAll();
    }

    /** Notes that a repository has a blob. */
    synchronized void note(Digest digest, String repository) {
        Set<String> known = holders.computeIfAbsent(digest, key -> new LinkedHashSet<>(2));
        if (known.size() < MAX_HOLDERS) {
            known.add(repository);
        }
    }
}
