package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ingests of a namespace. Whoever changes one has the lock of its name. */
final class Ingests {
    private final StoreParts parts;
    private final String namespace;
    private final Commits commits;

    Ingests(StoreParts parts, String namespace, Commits commits) {
        this.parts = parts;
        this.namespace = namespace;
        this.commits = commits;
    }

    ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        Closeable lock = lock(name, parts.options().refPatience());
        try {
            if (expected != null
                    && commits.holdStored(expected.digest(), expected.size()).isPresent()) {
                throw new ContentException(
                        Kind.ALREADY_EXISTS, expected.kind() + " " + expected.digest() + " is stored already");
            }
            commits.holdIngest(name);
            parts.faults().reached("ingest locked");
            return IngestWriter.open(
                    name, files(name), expected, lock, commits, parts.options().clock());
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    IngestStatus status(String ref) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        return files(name).read().orElseThrow(() -> absent(name)).status();
    }

    List<IngestStatus> all() throws IOException {
        List<IngestStatus> all = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parts.ingestFolder())) {
            for (Path folder : folders) {
                Optional<IngestFiles.State> state = new IngestFiles(folder).read();
                if (state.isPresent() && state.get().name().namespace().equals(namespace)) {
                    all.add(state.get().status());
                }
            }
        } catch (NoSuchFileException e) {
            // There never was one.
        }
        all.sort(Comparator.comparing(IngestStatus::ref));
        return all;
    }

    void abort(String ref) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        if (!files(name).exists()) {
            throw absent(name);
        }
        Closeable lock = lock(name, Duration.ZERO);
        try (lock) {
            boolean existed = files(name).read().isPresent();
            files(name).delete();
            parts.database().write(Durability.DEFERRED, transaction -> {
                LeaseTable.forgetIngest(transaction, name);
                return name;
            });
            if (!existed) {
                throw absent(name);
            }
        }
    }

    private Closeable lock(IngestName name, Duration patience) throws IOException {
        return parts.locks()
                .lock(lockName(name.key()), patience, "ingest " + name.ref() + " is being written by somebody else");
    }

    static String lockName(String key) {
        return "ingest/" + key;
    }

    private IngestFiles files(IngestName name) {
        return parts.ingest(name.key());
    }

    private ContentException absent(IngestName name) {
        return new ContentException(Kind.NOT_FOUND, "there is no ingest " + name.ref() + " in namespace " + namespace);
    }
}
