package dev.drayage.server.download;

import dev.drayage.archive.ImageArchive;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Archives that were planned lately: who goes on with a download, or fetches several parts at once, need not wait for
 * another plan. They are kept for so short a time that what changes in the place is soon seen.
 */
final class PlannedArchives {
    private static final int MAX_KEPT = 32;

    /** Of all that are kept together, unless one alone has more; an entry takes some 200 bytes. */
    private static final long MAX_ENTRIES = 50_000;

    private static final Duration LIFETIME = Duration.ofSeconds(30);

    /** Plans an archive. */
    @FunctionalInterface
    interface Planner {
        ImageArchive plan() throws IOException;
    }

    /** One that is planned, or will be by whoever comes first. */
    private static final class Slot {
        private volatile @Nullable ImageArchive archive;
        private @Nullable Instant planned;
    }

    private final InstantSource clock;
    private final Map<Object, Slot> slots = new LinkedHashMap<>(MAX_KEPT, 0.75f, true);

    PlannedArchives(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The archive that was planned under this key not long ago, or else a new one. Those who ask for the same at once wait
     * for one plan; a failure is kept for nobody.
     */
    ImageArchive get(Object key, Planner planner) throws IOException {
        Slot slot;
        synchronized (slots) {
            slot = slots.computeIfAbsent(key, unused -> new Slot());
        }
        synchronized (slot) {
            ImageArchive archive = slot.archive;
            if (archive == null || isOver(slot.planned)) {
                archive = planner.plan();
                slot.archive = archive;
                slot.planned = clock.instant();
            }
            shrink();
            return archive;
        }
    }

    private boolean isOver(@Nullable Instant planned) {
        return planned == null || clock.instant().isAfter(planned.plus(LIFETIME));
    }

    /** Forgets those that were asked for longest ago; who reads one of them is not disturbed, for nothing is closed. */
    private void shrink() {
        synchronized (slots) {
            long entries =
                    slots.values().stream().mapToLong(PlannedArchives::size).sum();
            Iterator<Slot> oldest = slots.values().iterator();
            while (slots.size() > 1 && (slots.size() > MAX_KEPT || entries > MAX_ENTRIES)) {
                entries -= size(oldest.next());
                oldest.remove();
            }
        }
    }

    private static long size(Slot slot) {
        ImageArchive archive = slot.archive;
        return archive == null ? 0 : archive.entries().size();
    }
}
