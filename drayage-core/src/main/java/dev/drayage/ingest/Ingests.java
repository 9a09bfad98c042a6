package dev.drayage.ingest;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestManager;
import dev.drayage.content.IngestStatus;
import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ingests of a namespace, in a directory of their own. Whoever changes one has the lock of its name. Thread-safe. */
public final class Ingests implements ContentIngester, IngestManager {
    private final Path folder;
    private final String namespace;
    private final Locks locks;
    private final Duration refPatience;
    private final InstantSource clock;
    private final Finishing store;

    /**
     * The ingests of a namespace.
     *
     * @param folder where they are kept; it is made with the first
     * @param namespace whose they are; others in the same folder are not seen
     * @param locks who is at work on which
     * @param refPatience how long to wait for a writer that has the ref
     * @param clock what time it is
     * @param store what becomes of them
     */
    public Ingests(
            Path folder, String namespace, Locks locks, Duration refPatience, InstantSource clock, Finishing store) {
        this.folder = folder;
        this.namespace = namespace;
        this.locks = locks;
        this.refPatience = refPatience;
        this.clock = clock;
        this.store = store;
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        Closeable lock = lock(name, refPatience);
        try {
            if (expected != null && store.stored(expected).isPresent()) {
                throw new ContentException(
                        Kind.ALREADY_EXISTS, expected.kind() + " " + expected.digest() + " is stored already");
            }
            store.begun(name);
            return IngestWriter.open(name, files(name), expected, lock, store, clock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public IngestStatus status(String ref) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        return files(name).read().orElseThrow(() -> absent(name)).status();
    }

    @Override
    public List<IngestStatus> ingests() throws IOException {
        List<IngestStatus> all = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
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

    @Override
    public void abort(String ref) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        if (!files(name).exists()) {
            throw absent(name);
        }
        Closeable lock = lock(name, Duration.ZERO);
        try (lock) {
            boolean existed = files(name).read().isPresent();
            files(name).delete();
            store.aborted(name);
            if (!existed) {
                throw absent(name);
            }
        }
    }

    private Closeable lock(IngestName name, Duration patience) throws IOException {
        return locks.lock(
                lockName(name.key()), patience, "ingest " + name.ref() + " is being written by somebody else");
    }

    /** The name of the lock that a writer of the ingest with this key has. */
    public static String lockName(String key) {
        return "ingest/" + key;
    }

    private IngestFiles files(IngestName name) {
        return new IngestFiles(folder.resolve(name.key()));
    }

    private ContentException absent(IngestName name) {
        return new ContentException(Kind.NOT_FOUND, "there is no ingest " + name.ref() + " in namespace " + namespace);
    }
}
