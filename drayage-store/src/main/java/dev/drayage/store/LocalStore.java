package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A store of content and images in a directory: {@code blobs/<algorithm>/<hex>}, {@code ingest/<hash of the ref>/},
 * and {@code metadata.db}, in which namespaces, names, labels and leases are. Any number of threads and processes may
 * use it at once.
 *
 * <p>Content is synced before it is known, and known before an image can be made of it: what a name points at would
 * survive a power cut.
 */
public final class LocalStore implements Closeable {
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*");
    private static final int MAX_NAMESPACE = 76;

    private final StoreEngine engine;
    private final Map<String, ImageNamespace> namespaces = new ConcurrentHashMap<>();

    private LocalStore(StoreEngine engine) {
        this.engine = engine;
    }

    /** Opens the store in a directory, which is made if need be, with the default options; fails as the other does. */
    public static LocalStore open(Path root) throws IOException {
        return open(root, StoreOptions.defaults());
    }

    /**
     * Opens the store in a directory, which is made if need be. One that cannot be written to can be read.
     *
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if a newer version of this program made it, or
     *     its database is damaged, or lost though there are blobs, see {@link #rebuild}; of kind {@link Kind#UNAVAILABLE} if other processes keep the database to themselves
     */
    public static LocalStore open(Path root, StoreOptions options) throws IOException {
        return open(root, options, FaultPoints.NONE);
    }

    /** Opens a store that several machines use. */
    static LocalStore ofShared(SharedParts parts) {
        return new LocalStore(parts);
    }

    static LocalStore open(Path root, StoreOptions options, FaultPoints faults) throws IOException {
        if (StoreFile.isAt(root)) {
            return new LocalStore(StoreFile.at(root).parts(options, SharedTiming.DEFAULT, faults));
        }
        PrivateFiles.makeRoot(root);
        // Paths must stay right if the directory is reached by a link that is turned, and locks be the same by any
        // path.
        Path real = root.toRealPath();
        StoreParts parts = StoreParts.at(real, options, faults);
        try {
            if (!Files.exists(parts.metadata().database()) || !parts.reserve().use(parts.database()::isUpToDate)) {
                migrate(parts);
            }
            if (!parts.database().isReadOnly()) {
                parts.restrict();
            }
            if (!parts.database().isReadOnly() && parts.database().hasLostCommits()) {
                // Noted, for the commits that follow would make up for it in number.
                parts.metadata().markIncomplete();
            }
            return new LocalStore(parts);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static void migrate(StoreParts parts) throws IOException {
        Duration timeout = parts.options().databaseTimeout();
        Closeable lock = parts.locks().lock("schema", timeout, parts.root() + " is being set up by another process");
        try (lock) {
            if (!parts.database().isMade()) {
                // Or else the first collection of garbage would free them.
                MetadataCheck.requireNotLost(parts);
            }
            PrivateFiles.makeFile(parts.metadata().database());
            parts.database().migrate(Schema.LATEST);
            parts.reserve().make();
        }
    }

    /**
     * Removes what {@link #open} made of a directory, if nothing was stored there since and nobody is at work; the
     * directory itself stays.
     */
    public static void removeIfEmpty(Path root) throws IOException {
        if (StoreFile.isAt(root)) {
            return;
        }
        Path real = root.toRealPath();
        try (StoreParts parts = StoreParts.at(real, StoreOptions.defaults(), FaultPoints.NONE)) {
            Optional<Closeable> free = parts.locks().tryLock("gc");
            if (free.isEmpty()) {
                return;
            }
            Closeable held = free.get();
            try (held) {
                if (!parts.isEmpty()) {
                    return;
                }
                parts.remove();
            }
        }
        Files.deleteIfExists(real.resolve("locks"));
    }

    /**
     * Makes the database of a store from the blobs that are there: of one that is lost or damaged, which is put aside, all
     * names, labels and leases are lost; one that can be read is added to. All content then stays for {@link
     * StoreOptions#retention}. No other process should have the store open.
     *
     * @param namespace whose the blobs become that no namespace knows
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if a newer version of this program made the
     *     database; of kind {@link Kind#UNAVAILABLE} if other processes are at work
     * @throws IllegalArgumentException if the namespace cannot be the name of one
     */
    public static RebuildReport rebuild(Path root, StoreOptions options, String namespace) throws IOException {
        requireNamespace(namespace);
        if (StoreFile.isAt(root)) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    root + " is a store that several machines use; its database is restored from a backup");
        }
        try (StoreParts parts = StoreParts.at(root.toRealPath(), options, FaultPoints.NONE)) {
            return StoreRebuild.run(parts, namespace);
        }
    }

    /** Where it is, as messages give it: its directory, or the name of its database without a password. */
    public String location() {
        return engine.location();
    }

    /**
     * The namespace of this name, which needs not be made.
     *
     * @throws IllegalArgumentException if it is not letters and digits, with single {@code . _ -} between them
     */
    public ImageNamespace namespace(String name) {
        requireNamespace(name);
        return namespaces.computeIfAbsent(name, engine::namespace);
    }

    private static void requireNamespace(String name) {
        if (name.length() > MAX_NAMESPACE || !NAMESPACE.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not the name of a namespace, which has up to "
                    + MAX_NAMESPACE + " letters and digits, and single . _ - between them");
        }
    }

    /** What its leases and ingests go by. */
    InstantSource clock() {
        return engine.clock();
    }

    /** The namespaces that have content, images or leases, in order. */
    public List<String> namespaces() throws IOException {
        return engine.namespaces();
    }

    static List<String> namespaces(Session session) throws SQLException {
        return session.list(
                "select namespace from content union select namespace from image"
                        + " union select namespace from lease order by 1",
                row -> row.getString(1));
    }

    /**
     * Frees all that no image, no lease that lasts, no {@code gc.root} label and nobody at work holds, in all namespaces.
     * Safe while other processes read and write. What no namespace knows, and this did not make them forget, is kept as
     * content of namespace {@code default} for {@link StoreOptions#retention}.
     *
     * @param listener is told of everything, and why it stays or goes
     * @throws ContentException of kind {@link Kind#UNAVAILABLE} if somebody else is collecting; of kind {@link
     *     Kind#FAILED_PRECONDITION} if what the database says cannot be trusted, and then nothing is freed
     */
    public GcReport collectGarbage(GcItem.Listener listener) throws IOException {
        return engine.collect(listener);
    }

    /** Finds out what {@link #collectGarbage} would do now, and does none of it. */
    public GcReport surveyGarbage(GcItem.Listener listener) throws IOException {
        return engine.survey(listener);
    }

    /**
     * Has a blob that was found to be corrupt read before it is next taken for present: when it is imported again, and
     * still is corrupt, what is imported takes its place. One that is not there stays so.
     */
    public void distrust(Digest digest) throws IOException {
        engine.distrust(digest);
    }

    /** Closes it. What is written meanwhile fails; a writer that is open can still be closed. */
    @Override
    public void close() throws IOException {
        engine.close();
    }
}
