package dev.drayage.storage.collect;

import dev.drayage.storage.collect.CollectItem.Fate;
import dev.drayage.storage.collect.CollectItem.Kind;

/** Tells of what is not as it should be, and counts what makes it unknown what is needed. Thread-safe. */
final class Problems {
    private final CollectListener listener;
    private long damaged;
    private long missingManifests;

    Problems(CollectListener listener) {
        this.listener = listener;
    }

    /** Something is not there; nothing more can be lost by it. */
    synchronized void missing(Kind kind, String name, String reason) {
        listener.item(new CollectItem(Fate.PROBLEM, kind, name, 0, reason));
    }

    /** Something is there that should say what is needed, and does not. */
    synchronized void damaged(Kind kind, String name, String reason) {
        damaged++;
        missing(kind, name, reason);
    }

    /** A manifest is not there; what it refers to may be. */
    synchronized void missingManifest(String name, String reason) {
        missingManifests++;
        missing(Kind.MANIFEST, name, reason);
    }

    synchronized long missingManifests() {
        return missingManifests;
    }

    synchronized long damaged() {
        return damaged;
    }
}
