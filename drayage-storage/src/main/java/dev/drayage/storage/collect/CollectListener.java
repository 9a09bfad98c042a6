package dev.drayage.storage.collect;

/** Is told what collecting does, in the thread that collects or, of problems, in one that it waits for. */
public interface CollectListener {

    /** Something begins, which takes a while. */
    void began(Step step);

    /** Something was decided. */
    void item(CollectItem item);

    /** A rule is about no tag that there is: its patterns may be wrong. */
    default void unused(TagRule rule) {
        // Only of interest to whoever wrote it.
    }

    /** What takes a while. */
    enum Step {
        /** Listing what repositories hold. */
        LIST,
        /** Reading manifests. */
        READ,
        /** Listing blobs and comparing. */
        COMPARE,
        /** Looking for what was pushed meanwhile. */
        RECHECK,
        /** Removing links. */
        UNLINK,
        /** Waiting for what the registry is doing at the moment. */
        SETTLE,
        /** Taking bytes away. */
        REMOVE,
        /** Deleting what was in quarantine long enough. */
        PURGE
    }
}
