package dev.drayage.store;

import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;
import java.util.EnumMap;
import java.util.Map;

/** Counts what it is told of and tells it on. */
final class GcTally implements GcItem.Listener {
    private final GcItem.Listener listener;
    private final Map<Kind, Long> freed = new EnumMap<>(Kind.class);
    private long freedBytes;
    private long keptContent;

    GcTally(GcItem.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void found(GcItem item) {
        if (item.fate() == Fate.FREED) {
            freed.merge(item.kind(), 1L, Long::sum);
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
                freed(Kind.CONTENT), freed(Kind.BLOB), freed(Kind.INGEST), freed(Kind.LEASE), freedBytes, keptContent);
    }

    private long freed(Kind kind) {
        return freed.getOrDefault(kind, 0L);
    }
}
