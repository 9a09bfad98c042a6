package dev.drayage.sync;

import dev.drayage.content.ContentException;
import dev.drayage.image.NamedImage;
import dev.drayage.task.TaskScope;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists images in groups as they arrive, at a place that writes its whole list each time. A group is a share of what is
 * listed already, so that all that is written is in proportion to the list; but no image waits longer than a moment for
 * others. Thread-safe.
 */
final class GroupedListing implements Closeable {
    /** How long an image waits for others at most. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final int SHARE = 16;

    private final Lister lister;
    private final Duration longestWait;
    private final TaskScope scope = TaskScope.open("dray-list", 1);

    // Guarded by this.
    private List<Arrival> waiting = new ArrayList<>();
    private long waitingSince;
    private long listed;
    private boolean ends;

    /** Lists images, all of them or none. */
    @FunctionalInterface
    interface Lister {
        void list(List<NamedImage> images) throws IOException;
    }

    /** Hears what becomes of images; what it throws ends the listing. */
    interface Listener {
        /** They are listed, and will be after a crash. */
        void listed() throws IOException;

        /** They are not. */
        void failed(IOException failure) throws IOException;
    }

    private record Arrival(List<NamedImage> images, Listener listener) {}

    /**
     * Starts to wait for images.
     *
     * @param listed how many the place lists already
     */
    GroupedListing(Lister lister, long listed, Duration longestWait) {
        this.lister = lister;
        this.listed = listed;
        this.longestWait = longestWait;
        scope.fork(this::listGroups);
    }

    /** Has images listed whose content is there, together with others. */
    synchronized void add(List<NamedImage> images, Listener listener) {
        if (waiting.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        waiting.add(new Arrival(images, listener));
        notifyAll();
    }

    /** Lists all that wait, and returns when that has been told; none may be added after this. */
    void finish() throws IOException {
        synchronized (this) {
            ends = true;
            notifyAll();
        }
        scope.join();
    }

    private void listGroups() throws IOException {
        for (List<Arrival> group = next(); !group.isEmpty(); group = next()) {
            list(group);
        }
    }

    /** Waits for a group; the last one is empty. */
    private synchronized List<Arrival> next() throws InterruptedIOException {
        try {
            while (!ends && waiting.size() <= listed / SHARE) {
                if (waiting.isEmpty()) {
                    wait();
                    continue;
                }
                Duration waited = Duration.ofNanos(System.nanoTime() - waitingSince);
                if (waited.compareTo(longestWait) >= 0) {
                    break;
                }
                // One more than what is left, for 0 would be for ever.
                wait(longestWait.minus(waited).toMillis() + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before " + waiting.size() + " images were listed");
        }
        List<Arrival> group = waiting;
        waiting = new ArrayList<>();
        listed += group.size();
        return group;
    }

    private void list(List<Arrival> group) throws IOException {
        try {
            lister.list(group.stream().flatMap(each -> each.images().stream()).toList());
        } catch (IOException e) {
            notListed(group, e);
            return;
        }
        for (Arrival arrival : group) {
            arrival.listener().listed();
        }
    }

    private void notListed(List<Arrival> group, IOException failure) throws IOException {
        if (group.size() == 1 || !isOfOne(failure)) {
            for (Arrival arrival : group) {
                arrival.listener().failed(failure);
            }
            return;
        }
        // Those that nothing is wrong with are listed all the same.
        int half = group.size() / 2;
        list(group.subList(0, half));
        list(group.subList(half, group.size()));
    }

    /** Whether others may be listed though some are refused: not if the list cannot be written at all. */
    private static boolean isOfOne(IOException failure) {
        return failure instanceof ContentException e
                && (e.kind() == ContentException.Kind.NOT_FOUND
                        || e.kind() == ContentException.Kind.INVALID_ARGUMENT
                        || e.kind() == ContentException.Kind.FAILED_PRECONDITION);
    }

    @Override
    public void close() {
        scope.close();
    }
}
