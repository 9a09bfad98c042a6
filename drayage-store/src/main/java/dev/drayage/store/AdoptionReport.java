package dev.drayage.store;

import java.util.List;

/**
 * What was taken over from the storage of a registry.
 *
 * @param blobs how many blobs there are
 * @param bytes what these have
 * @param manifests how many manifests and indexes repositories have
 * @param tags how many tags
 * @param problems what could not be taken over, each with why, in one sentence; the first hundred
 */
public record AdoptionReport(long blobs, long bytes, long manifests, long tags, List<String> problems) {

    /** Copies the list. */
    public AdoptionReport {
        problems = List.copyOf(problems);
    }
}
