package dev.drayage.store;

import dev.drayage.ingest.IngestFiles;
import dev.drayage.ingest.IngestName;
import dev.drayage.ingest.Ingests;
import dev.drayage.ingest.Locks;
import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Removes ingests that nobody writes, no lease holds and nobody has gone on with for a while. */
final class IngestSweep {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");
    private static final Verdict WRITTEN = new Verdict(Fate.KEPT, "is being written", null);
    private static final Verdict ABORTED = new Verdict(Fate.FREED, "was aborted", null);

    private final Path folder;
    private final Locks locks;
    private final Database database;
    private final Duration retention;
    private final FaultPoints faults;
    private final boolean surveysOnly;
    private final GcItem.Listener listener;

    IngestSweep(
            Path folder,
            Locks locks,
            Database database,
            Duration retention,
            FaultPoints faults,
            boolean surveysOnly,
            GcItem.Listener listener) {
        this.folder = folder;
        this.locks = locks;
        this.database = database;
        this.retention = retention;
        this.faults = faults;
        this.surveysOnly = surveysOnly;
        this.listener = listener;
    }

    void run(Instant now) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path each : folders) {
                String key = String.valueOf(each.getFileName());
                if (KEY.matcher(key).matches()) {
                    look(key, now);
                } else if (IngestFiles.isTakenAway(key)) {
                    tell(key, ABORTED);
                    if (!surveysOnly) {
                        free(new IngestFiles(each));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            // There never was one.
        }
    }

    /**
     * What is to become of an ingest that nobody writes.
     *
     * @param name its name; null if its files do not say
     */
    private record Verdict(
            Fate fate, String reason, @Nullable IngestName name) {}

    /** Locks only what it is about to remove: what has lost its writer would be copied for whoever goes on with it. */
    private void look(String key, Instant now) throws IOException {
        String lockName = Ingests.lockName(key);
        Verdict first = verdict(key, now);
        if (first.fate() == Fate.KEPT || surveysOnly) {
            tell(key, locks.isTaken(lockName) ? WRITTEN : first);
            return;
        }
        AtomicReference<@Nullable Verdict> underLock = new AtomicReference<>();
        Optional<Closeable> lock = locks.tryLockToRemove(lockName, () -> {
            Verdict verdict = verdict(key, now);
            underLock.set(verdict);
            return verdict.fate() == Fate.FREED;
        });
        if (lock.isEmpty()) {
            tell(key, WRITTEN);
            return;
        }
        Closeable held = lock.get();
        try (held) {
            // What was said to be removed has not been copied: it must not be kept after that.
            Verdict said = underLock.get();
            Verdict verdict = said == null ? verdict(key, now) : said;
            tell(key, verdict);
            if (verdict.fate() == Fate.FREED) {
                // At once: if removing it fails, whoever goes on begins anew, and shares no file with who was here
                // before.
                new IngestFiles(folder.resolve(key)).takeAway();
                faults.reached("ingest removed");
                forget(verdict.name());
            }
        }
    }

    private Verdict verdict(String key, Instant now) throws IOException {
        Optional<IngestFiles.State> state = new IngestFiles(folder.resolve(key)).read();
        if (state.isEmpty()) {
            return new Verdict(Fate.FREED, "is of no use: its files are damaged", null);
        }
        IngestName name = state.get().name();
        Instant end = state.get().status().updatedAt().plus(retention);
        if (database.read(session -> LeaseTable.holdsIngest(session, name, now))) {
            return new Verdict(Fate.KEPT, "is kept by a lease", name);
        }
        return end.isAfter(now)
                ? new Verdict(Fate.KEPT, "may be gone on with until " + end, name)
                : new Verdict(
                        Fate.FREED,
                        "was left off before " + state.get().status().updatedAt(),
                        name);
    }

    private void free(IngestFiles files) throws IOException {
        files.delete();
        faults.reached("ingest removed");
    }

    private void forget(@Nullable IngestName name) throws IOException {
        if (name != null) {
            database.write(Durability.DEFERRED, transaction -> {
                LeaseTable.forgetIngest(transaction, name);
                return name;
            });
        }
    }

    private void tell(String key, Verdict verdict) throws IOException {
        IngestFiles files = new IngestFiles(folder.resolve(key));
        Optional<IngestFiles.State> state = files.read();
        listener.found(new GcItem(
                Kind.INGEST,
                verdict.fate(),
                state.map(known -> known.name().namespace()).orElse(null),
                state.map(known -> known.name().ref()).orElse(key),
                files.bytes(),
                verdict.reason()));
    }
}
