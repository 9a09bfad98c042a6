package dev.drayage.store;

import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;

/** Counts what it is told of and tells it on. */
final class GcTally implements GcItem.Listener {
    private final GcItem.Listener listener;
    private final long[] freed = new long[Kind.values().length];
    private long freedBytes;
    private long keptContent;

    GcTally(GcItem.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void found(GcItem item) {
        if (item.fate() == Fate.FREED) {
            freed[item.kind().ordinal()]++;
            if (item.kind() == Kind.BLOB || item.kind() == Kind.INGEST) {
                freedBytes += item.size();
            }
        } else if (item.kind() == Kind.CONTENT) {
            keptContent++;
        }
        listener.found(item);
    }

    GcReport report() {
        return new GcReport(
                freed[Kind.CONTENT.ordinal()],
                freed[Kind.BLOB.ordinal()],
                freed[Kind.INGEST.ordinal()],
                freed[Kind.LEASE.ordinal()],
                freedBytes,
                keptContent);
    }
}
