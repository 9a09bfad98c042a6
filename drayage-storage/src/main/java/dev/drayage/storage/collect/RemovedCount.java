package dev.drayage.storage.collect;

import dev.drayage.storage.collect.CollectItem.Fate;

/** Counts what is removed, and passes everything on. */
final class RemovedCount implements CollectListener {
    private final CollectListener listener;
    private long removed;

    RemovedCount(CollectListener listener) {
        this.listener = listener;
    }

    @Override
    public void began(Step step) {
        listener.began(step);
    }

    @Override
    public void unused(TagRule rule) {
        listener.unused(rule);
    }

    @Override
    public void item(CollectItem item) {
        synchronized (this) {
            removed += item.fate() == Fate.REMOVED ? 1 : 0;
        }
        listener.item(item);
    }

    synchronized long removed() {
        return removed;
    }
}
