package dev.drayage.metadata;

import dev.drayage.content.ContentNotFoundException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lease for as long as images are read or written: ended when that is done, or when the JVM is shut down by a signal.
 * Of a program that was killed outright it expires after a day.
 */
final class WorkLease implements Closeable {
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final String LABEL = "dev.drayage.lease";

    private final LeaseManager leases;
    private final Lease lease;
    private final Thread onShutdown;
    private boolean ended;

    private WorkLease(LeaseManager leases, Lease lease) {
        this.leases = leases;
        this.lease = lease;
        this.onShutdown = new Thread(this::endAtShutdown, "dray-end-" + lease.id());
    }

    /**
     * Takes one.
     *
     * @param work what is done meanwhile, for whoever lists leases
     */
    static WorkLease take(LeaseManager leases, String work) throws IOException {
        WorkLease taken = new WorkLease(leases, leases.create(null, LIFETIME, Map.of(LABEL, work)));
        try {
            Runtime.getRuntime().addShutdownHook(taken.onShutdown);
        } catch (IllegalStateException e) {
            taken.end();
            throw shuttingDown(e);
        }
        return taken;
    }

    Lease lease() {
        return lease;
    }

    /** What is done while the lease holds. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Does something that has to be done before the lease may end, whoever ends it. */
    synchronized void holding(Work work) throws IOException {
        if (ended) {
            throw shuttingDown(null);
        }
        work.run();
    }

    private static IOException shuttingDown(@Nullable Throwable cause) {
        return new IOException("no image is listed any more: the program is shutting down", cause);
    }

    private void endAtShutdown() {
        try {
            end();
        } catch (IOException e) {
            // It expires.
        }
    }

    private synchronized void end() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        try {
            leases.delete(lease.id());
        } catch (ContentNotFoundException e) {
            // Somebody else ended it, or it has expired.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            // The JVM is going down and runs the hook now.
        }
        end();
    }
}
