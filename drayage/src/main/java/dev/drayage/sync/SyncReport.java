package dev.drayage.sync;

import java.util.List;

/**
 * What a run did.
 *
 * @param sent images that something was sent of, if only the name
 * @param there images that were there already
 * @param blobs blobs that were sent
 * @param bytes bytes of them
 * @param failures what failed, in the order of the list
 */
public record SyncReport(int sent, int there, long blobs, long bytes, List<SyncPlan.Failure> failures) {
    /** Copies the list. */
    public SyncReport {
        failures = List.copyOf(failures);
    }
}
