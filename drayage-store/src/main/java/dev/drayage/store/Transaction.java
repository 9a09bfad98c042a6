package dev.drayage.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session that may change the database, and files along with it. */
final class Transaction extends Session {
    private final Set<Path> renamedInto = new LinkedHashSet<>();
    private final Deque<Undo> undone = new ArrayDeque<>();
    private @Nullable Instant begun;
    private @Nullable String statisticsSince;

    /** Takes back what was done to a file; what cannot be taken back stays for the garbage collector. */
    @FunctionalInterface
    interface Undo {
        void undo() throws IOException;
    }

    Transaction(Connection connection, Dialect dialect) {
        super(connection, dialect);
    }

    /** Takes note of when it began by the database's clock; null where that is not known. */
    void begin(@Nullable Instant now) {
        begun = now;
    }

    /** When it began, as far as that is known. */
    @Nullable
    Instant begun() {
        return begun;
    }

    /** Takes note of since when its server has its statistics, which it forgets when it crashes. */
    void noteStatisticsSince(String time) {
        statisticsSince = time;
    }

    /** Since when its server had its statistics when it was connected to; null where it has none. */
    @Nullable
    String statisticsSince() {
        return statisticsSince;
    }

    /** Has a directory synced before the commit, once for all who ask. */
    void syncBeforeCommit(Path directory) {
        renamedInto.add(directory);
    }

    /** Has something taken back if there is no commit; the last first. */
    void onRollback(Undo undo) {
        undone.push(undo);
    }

    Set<Path> directoriesToSync() {
        return renamedInto;
    }

    int undoable() {
        return undone.size();
    }

    /** Takes back all but the first {@code kept} things. */
    void undo(int kept) {
        while (undone.size() > kept) {
            try {
                undone.pop().undo();
            } catch (IOException e) {
                // The failure that led here is the one to be told; the file is garbage, and gets collected.
            }
        }
    }

    void forget() {
        renamedInto.clear();
        undone.clear();
    }
}
