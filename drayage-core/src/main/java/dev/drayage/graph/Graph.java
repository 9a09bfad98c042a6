package dev.drayage.graph;

import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;

/** Follows a {@link Handler} from roots down. Each descriptor is handled once, and a cycle ends where it closes. */
public final class Graph {
    private Graph() {}

    /**
     * Handles roots and all below them in the calling thread, depth first and in order (containerd's
     * {@code images.Walk}).
     *
     * @throws dev.drayage.content.ContentException of kind {@code FAILED_PRECONDITION} if the graph goes over the limits
     * @throws InterruptedIOException if the thread is interrupted; it still is then
     */
    public static void walk(Handler handler, Limits limits, List<Descriptor> roots) throws IOException {
        walk(handler, new Visits(limits), 0, roots);
    }

    private static void walk(Handler handler, Visits visits, int depth, List<Descriptor> descriptors)
            throws IOException {
        for (Descriptor descriptor : descriptors) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while walking from " + descriptor);
            }
            if (visits.enter(descriptor, depth)) {
                walk(handler, visits, depth + 1, handler.handle(descriptor));
            }
        }
    }

    /**
     * Handles roots and all below them on several threads, siblings at once, in no particular order (containerd's
     * {@code images.Dispatch}). Returns when all is done; the first failure cancels the rest and is thrown.
     *
     * @param parallelism how many descriptors are handled at once, 1 or more
     */
    public static void dispatch(Handler handler, Limits limits, int parallelism, List<Descriptor> roots)
            throws IOException {
        try (TaskScope scope = TaskScope.open("dray-dispatch", parallelism)) {
            dispatch(scope, handler, new Visits(limits), 0, roots);
            scope.join();
        }
    }

    private static void dispatch(
            TaskScope scope, Handler handler, Visits visits, int depth, List<Descriptor> descriptors)
            throws IOException {
        for (Descriptor descriptor : descriptors) {
            if (visits.enter(descriptor, depth)) {
                scope.fork(() -> dispatch(scope, handler, visits, depth + 1, handler.handle(descriptor)));
            }
        }
    }
}
