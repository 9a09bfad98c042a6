package dev.drayage.cli;

import dev.drayage.list.ImageLock;
import dev.drayage.list.WantedImage;
import dev.drayage.platform.Platform;
import dev.drayage.sync.LockFile;
import dev.drayage.sync.ObsoleteNames;
import dev.drayage.sync.RemovalReport;
import dev.drayage.sync.Sync;
import dev.drayage.sync.SyncPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A file that says what the names of a list are. */
final class LockArguments {
    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "Write here what each name of the list is, or, where the file is there, take just that,"
                    + " whatever the names mean by now.")
    private @Nullable Path file;

    @Option(names = "--update", description = "Write the --lock file anew, and say what has changed.")
    private boolean update;

    /** Refuses what cannot be meant. */
    void requireSense() {
        if (update && file == null) {
            throw new WrongUseException("--update is for --lock FILE, which it writes anew; give that too");
        }
    }

    /** Whether there is a lock that counts, or will be one. */
    boolean isGiven() {
        return file != null;
    }

    private Optional<LockFile> lock() {
        return Optional.ofNullable(file).map(path -> new LockFile(path, update));
    }

    /** What the file says; empty if there is none yet. */
    Optional<ImageLock> read() throws IOException {
        Optional<LockFile> lock = lock();
        return lock.isEmpty() ? Optional.empty() : lock.get().read();
    }

    /** What counts of what the file says: nothing if it is to be written anew. */
    @Nullable
    ImageLock inForce(Optional<ImageLock> read, List<WantedImage> wanted, @Nullable Platform platform) {
        Optional<LockFile> lock = lock();
        return lock.isEmpty() ? null : lock.get().inForce(read, wanted, platform);
    }

    /**
     * Writes the lock of a plan where one is wanted, and tells what has changed.
     *
     * @param obsolete what it remembers besides, until that is gone
     * @return what the file is to say then; empty if it is not written
     */
    Optional<ImageLock> write(
            Sync sync,
            SyncPlan plan,
            Optional<ImageLock> before,
            ObsoleteNames obsolete,
            boolean dryRun,
            OutputOptions output)
            throws IOException {
        Optional<LockFile> lock = lock();
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        AtomicBoolean isChanged = new AtomicBoolean();
        Optional<ImageLock> written = lock.get().write(sync, plan, before, obsolete.locked(), !dryRun, change -> {
            isChanged.set(true);
            output.warning(change);
        });
        if (update && before.isPresent() && !isChanged.get()) {
            output.message(file + ": nothing has changed");
        }
        return written;
    }

    /** Writes it once more, if there is one, when names that it remembered are gone. */
    void forget(Optional<ImageLock> renewed, Optional<ImageLock> before, ObsoleteNames names, RemovalReport report)
            throws IOException {
        Optional<LockFile> lock = lock();
        if (lock.isPresent()) {
            lock.get().forget(renewed, before, names, report);
        }
    }
}
