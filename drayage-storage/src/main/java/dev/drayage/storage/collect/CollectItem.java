package dev.drayage.storage.collect;

/**
 * Something that was decided, or a problem.
 *
 * @param fate what becomes of it
 * @param kind what it is
 * @param name its digest; {@code repository:tag}; repository and ID of an upload
 * @param size in bytes; 0 where that means nothing
 * @param reason why
 */
public record CollectItem(Fate fate, Kind kind, String name, long size, String reason) {

    /** What becomes of it. */
    public enum Fate {
        /** It goes, or would. */
        REMOVED,
        /** It was taken away, and has been put back. */
        RESTORED,
        /** It is not as it should be, and stays. */
        PROBLEM
    }

    /** What it is. */
    public enum Kind {
        /** A layer, a config, and whatever else is no manifest. */
        BLOB,
        /** A manifest or index. */
        MANIFEST,
        /** Links whose blob is not there. */
        LINKS,
        /** A tag. */
        TAG,
        /** An upload that was not finished. */
        UPLOAD
    }
}
