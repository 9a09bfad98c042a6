package dev.drayage.ingest;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.Verification;
import dev.drayage.file.DiskFullException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.TaskScope;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ingests of a namespace, in a directory of their own. Whoever changes one has the lock of its name. Thread-safe. */
public final class Ingests implements ContentIngests {
    /** More than processors: each waits for the disk most of the time, and the file system syncs for all who wait. */
    private static final int SYNCING_AT_ONCE = 8;

    private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;
    private final String namespace;
    private final Locks locks;
    private final Duration refTimeout;
    private final InstantSource clock;
    private final IngestCommitter store;

    /**
     * The ingests of a namespace.
     *
     * @param folder where they are kept; it is made with the first
     * @param namespace whose they are; others in the same folder are not seen
     * @param locks who is at work on which
     * @param refTimeout how long to wait for a writer that has the ref
     * @param clock what time it is
     * @param store what becomes of them
     */
    public Ingests(
            Path folder,
            String namespace,
            Locks locks,
            Duration refTimeout,
            InstantSource clock,
            IngestCommitter store) {
        this.folder = folder;
        this.namespace = namespace;
        this.locks = locks;
        this.refTimeout = refTimeout;
        this.clock = clock;
        this.store = store;
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        Closeable lock = lock(name, refTimeout);
        try {
            if (expected != null && !store.stored(List.of(expected)).isEmpty()) {
                throw new AlreadyExistsException(expected.kind() + " " + expected.digest() + " is stored already");
            }
            store.begun(name);
            return IngestWriter.open(name, files(name), expected, lock, store, locks.writers(), clock);
        } catch (IOException e) {
            lock.close();
            throw DiskFullException.explain(e, files(name).directory(), expected == null ? 0 : expected.size());
        } catch (RuntimeException e) {
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

    /**
     * {@inheritDoc} A writer of this store lets go of the ref at once, one of another process when it is next used.
     */
    @Override
    public void abort(String ref) throws IOException {
        IngestName name = IngestName.of(namespace, ref);
        Optional<IngestWriter> open = locks.writers().find(name);
        if (open.isPresent() && open.get().abort()) {
            return;
        }
        if (!files(name).exists()) {
            throw absent(name);
        }
        Optional<Closeable> lock = locks.tryLock(lockName(name.key()));
        if (lock.isEmpty()) {
            abortElsewhere(name);
            return;
        }
        Closeable held = lock.get();
        try (held) {
            boolean existed = files(name).read().isPresent();
            files(name).delete();
            store.aborted(name);
            if (!existed) {
                throw absent(name);
            }
        }
    }

    private void abortElsewhere(IngestName name) throws IOException {
        if (!files(name).takeAway()) {
            throw absent(name);
        }
        store.aborted(name);
    }

    @Override
    public Set<Digest> stored(Collection<Descriptor> blobs) throws IOException {
        return store.stored(blobs);
    }

    /** {@inheritDoc} Until they are, they lie in an ingest of their own, which nobody can go on with. */
    @Override
    public Set<Digest> store(List<SmallBlob> blobs) throws IOException {
        Map<Digest, SmallBlob> distinct = new LinkedHashMap<>();
        for (SmallBlob blob : blobs) {
            Verification verification = new Verification(blob.descriptor(), "memory");
            verification.update(blob.bytes().duplicate());
            verification.finish();
            distinct.putIfAbsent(blob.descriptor().digest(), blob);
        }
        IngestName name = IngestName.of(namespace, "batch-" + UUID.randomUUID());
        Closeable lock = lock(name, Duration.ZERO);
        try (lock) {
            IngestFiles files = files(name);
            try {
                return finish(name, write(files, distinct.values()));
            } catch (IOException e) {
                long needed = distinct.values().stream()
                        .mapToLong(blob -> blob.descriptor().size())
                        .sum();
                throw DiskFullException.explain(e, files.directory(), needed);
            } finally {
                files.delete();
            }
        }
    }

    private static List<IngestCommitter.Finished> write(IngestFiles files, Collection<SmallBlob> blobs)
            throws IOException {
        Files.createDirectories(files.directory());
        if (blobs.size() == 1) {
            // The manifest of one image of many: no thread is started for it.
            return List.of(finished(files, blobs.iterator().next()));
        }
        Queue<IngestCommitter.Finished> written = new ConcurrentLinkedQueue<>();
        try (TaskScope scope = TaskScope.open("dray-store", Math.max(1, Math.min(SYNCING_AT_ONCE, blobs.size())))) {
            for (SmallBlob blob : blobs) {
                scope.fork(() -> written.add(finished(files, blob)));
            }
            scope.join();
        }
        return List.copyOf(written);
    }

    private static IngestCommitter.Finished finished(IngestFiles files, SmallBlob blob) throws IOException {
        return new IngestCommitter.Finished(
                files.add(blob), blob.descriptor().digest(), blob.descriptor().size(), Collections.emptySortedMap());
    }

    private Set<Digest> finish(IngestName name, List<IngestCommitter.Finished> files) throws IOException {
        Set<Digest> fresh = new HashSet<>();
        for (IngestCommitter.Result result : store.finish(name, files)) {
            if (!result.existed()) {
                fresh.add(result.info().digest());
            }
        }
        return fresh;
    }

    private Closeable lock(IngestName name, Duration timeout) throws IOException {
        return locks.lock(
                lockName(name.key()), timeout, "ingest " + name.ref() + " is being written by another writer");
    }

    /** Removes ingests of all namespaces that nobody writes or has gone on with since then; what cannot be removed stays. */
    public void removeLeft(Instant since) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path folder : folders) {
                removeIfLeft(folder, since);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They are in nobody's way, and somebody else may have been quicker.
        }
    }

    private void removeIfLeft(Path folder, Instant since) throws IOException {
        IngestFiles files = new IngestFiles(folder);
        String key = String.valueOf(folder.getFileName());
        if (IngestFiles.isTakenAway(key)) {
            files.delete();
            return;
        }
        Optional<Closeable> free = KEY.matcher(key).matches() ? locks.tryLock(lockName(key)) : Optional.empty();
        if (free.isEmpty()) {
            return;
        }
        Closeable held = free.get();
        try (held) {
            Optional<IngestFiles.State> state = files.read();
            if (state.isEmpty() || state.get().status().updatedAt().isBefore(since)) {
                files.delete();
            }
        }
    }

    /** The name of the lock that a writer of the ingest with this key has. */
    public static String lockName(String key) {
        return "ingest/" + key;
    }

    private IngestFiles files(IngestName name) {
        return new IngestFiles(folder.resolve(name.key()));
    }

    private ContentException absent(IngestName name) {
        return ContentNotFoundException.of("there is no ingest " + name.ref() + " in namespace " + namespace, null);
    }
}
