package dev.drayage.storage.collect;

/**
 * What collecting did, or would do.
 *
 * @param manifests how many went
 * @param blobs how many other blobs went
 * @param bytes what manifests and blobs together had
 * @param links how many links went
 * @param tags how many tags went
 * @param uploads how many unfinished uploads went
 * @param restored how many blobs were put back, because something refers to them
 * @param purged how many blobs of earlier quarantine were deleted
 * @param purgedBytes what they had
 * @param seenBlobs how many blobs there were
 * @param seenBytes what they had
 * @param young how many blobs stay only because they are young
 * @param leftOfPlan how many things stay, or were gone before, that the plan names which was applied
 * @param requests what it took; for a dry run what was needed to find out, and is needed again
 * @param sweepRequests for a dry run, what removing takes besides; otherwise nothing
 */
public record CollectReport(
        long manifests,
        long blobs,
        long bytes,
        long links,
        long tags,
        long uploads,
        long restored,
        long purged,
        long purgedBytes,
        long seenBlobs,
        long seenBytes,
        long young,
        long leftOfPlan,
        RequestCount requests,
        RequestCount sweepRequests) {}
