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
import java.util.regex.Pattern;

/** Removes ingests that nobody writes, no lease holds and nobody has gone on with for a while. */
final class IngestSweep {
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

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
                    free(key, new IngestFiles(each), "was aborted");
                }
            }
        } catch (NoSuchFileException e) {
            // There never was one.
        }
    }

    private void look(String key, Instant now) throws IOException {
        Optional<Closeable> lock = locks.tryLock(Ingests.lockName(key));
        if (lock.isEmpty()) {
            tell(key, Fate.KEPT, "is being written");
            return;
        }
        Closeable held = lock.get();
        try (held) {
            lookAtIdle(key, now);
        }
    }

    private void lookAtIdle(String key, Instant now) throws IOException {
        IngestFiles files = new IngestFiles(folder.resolve(key));
        Optional<IngestFiles.State> state = files.read();
        if (state.isEmpty()) {
            free(key, files, "is of no use: its files are damaged");
            return;
        }
        IngestName name = state.get().name();
        Instant end = state.get().status().updatedAt().plus(retention);
        if (database.read(session -> LeaseTable.holdsIngest(session, name, now))) {
            tell(key, Fate.KEPT, "is kept by a lease");
        } else if (end.isAfter(now)) {
            tell(key, Fate.KEPT, "may be gone on with until " + end);
        } else {
            free(key, files, "was left off before " + state.get().status().updatedAt());
            forget(name);
        }
    }

    private void free(String key, IngestFiles files, String reason) throws IOException {
        tell(key, Fate.FREED, reason);
        if (!surveysOnly) {
            files.delete();
            faults.reached("ingest removed");
        }
    }

    private void forget(IngestName name) throws IOException {
        if (!surveysOnly) {
            database.write(Durability.DEFERRED, transaction -> {
                LeaseTable.forgetIngest(transaction, name);
                return name;
            });
        }
    }

    private void tell(String key, Fate fate, String reason) throws IOException {
        IngestFiles files = new IngestFiles(folder.resolve(key));
        Optional<IngestFiles.State> state = files.read();
        listener.found(new GcItem(
                Kind.INGEST,
                fate,
                state.map(known -> known.name().namespace()).orElse(null),
                state.map(known -> known.name().ref()).orElse(key),
                files.bytes(),
                reason));
    }
}
