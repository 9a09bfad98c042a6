package dev.drayage;

import java.util.List;

/**
 * What became of the images of a list.
 *
 * @param sent images that something was sent of, if only the name
 * @param present images that were there already
 * @param blobs blobs that were sent
 * @param bytes bytes of them
 * @param deleted names that were taken away
 * @param failures what failed, a sentence for each image or name; all else was done, but that nothing is deleted where an
 *     image failed
 * @param warnings what else is to be known, in sentences: changes of the lock, names that were left
 */
public record ListReport(
        int sent, int present, long blobs, long bytes, int deleted, List<String> failures, List<String> warnings) {
    /** Copies the lists. */
    public ListReport {
        failures = List.copyOf(failures);
        warnings = List.copyOf(warnings);
    }

    /** Whether all of it was done. */
    public boolean isComplete() {
        return failures.isEmpty();
    }
}
