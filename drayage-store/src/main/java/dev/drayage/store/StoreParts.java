package dev.drayage.store;

import dev.drayage.ingest.Locks;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * What all namespaces of an open store share.
 *
 * @param root its directory
 * @param database names, labels and leases
 * @param reserve room for changes that free some
 * @param blobs finished content
 * @param locks who is at work on what
 * @param options how it waits, and how long it keeps things
 * @param faults where tests make it fail
 */
record StoreParts(
        Path root,
        SqliteDatabase database,
        ReserveFile reserve,
        BlobFiles blobs,
        Locks locks,
        StoreOptions options,
        FaultPoints faults)
        implements StoreEngine {

    /** What is in a directory, by its real path. */
    static StoreParts at(Path root, StoreOptions options, FaultPoints faults) {
        MetadataFiles metadata = new MetadataFiles(root);
        Sqlite sqlite = new Sqlite(metadata.database(), options.databaseTimeout());
        SqliteDatabase database = new SqliteDatabase(
                sqlite,
                new CommitCount(metadata.commits()),
                Dialect.ofOneWriter(options.clock()),
                options.clock(),
                faults);
        return new StoreParts(
                root,
                database,
                new ReserveFile(root.resolve("reserve"), database),
                new BlobFiles(root),
                new Locks(root.resolve("locks"), options.clock()),
                options,
                faults);
    }

    MetadataFiles metadata() {
        return new MetadataFiles(root);
    }

    /** Keeps others from what is stored, in a store that was made when they were not. */
    void restrict() throws IOException {
        PrivateFiles.makeFile(metadata().database());
        PrivateFiles.makeDirectory(ingestFolder());
        PrivateFiles.makeDirectory(root.resolve(BlobPaths.FOLDER));
    }

    /** Whether nothing is stored, named, held or being written. */
    boolean isEmpty() throws IOException {
        return !blobs.hasAny()
                && isEmpty(ingestFolder())
                && (!database.isMade() || database.read(LocalStore::namespaces).isEmpty());
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Removes what a store without content is made of; the locks are its closer's. */
    void remove() throws IOException {
        database.disconnect();
        metadata().delete();
        Files.deleteIfExists(root.resolve("reserve"));
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Files.deleteIfExists(root.resolve(BlobPaths.FOLDER).resolve(algorithm.identifier()));
        }
        Files.deleteIfExists(root.resolve(BlobPaths.FOLDER));
        Files.deleteIfExists(ingestFolder());
    }

    Path ingestFolder() {
        return root.resolve("ingest");
    }

    @Override
    public String location() {
        return root.toString();
    }

    @Override
    public ImageNamespace namespace(String name) {
        return LocalNamespace.of(this, name);
    }

    @Override
    public InstantSource clock() {
        return options.clock();
    }

    @Override
    public List<String> namespaces() throws IOException {
        return database.read(LocalStore::namespaces);
    }

    @Override
    public GcReport collect(GcItem.Listener listener) throws IOException {
        return GarbageCollector.collecting(this, listener).run();
    }

    @Override
    public GcReport survey(GcItem.Listener listener) throws IOException {
        return GarbageCollector.surveying(this, listener).run();
    }

    @Override
    public void distrust(Digest digest) throws IOException {
        try {
            new BlobCheck(blobs).distrust(digest, options.clock().instant());
        } catch (NoSuchFileException e) {
            // It will be stored again anyway.
        }
    }

    @Override
    public void close() throws IOException {
        try (locks) {
            database.close();
        }
        reserve.restore();
    }
}
