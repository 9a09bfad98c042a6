package dev.drayage.store;

import dev.drayage.ingest.Locks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

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
        Database database,
        Reserve reserve,
        BlobFiles blobs,
        Locks locks,
        StoreOptions options,
        FaultPoints faults)
        implements Closeable {

    /** What is in a directory, by its real path. */
    static StoreParts at(Path root, StoreOptions options, FaultPoints faults) {
        MetadataFiles metadata = new MetadataFiles(root);
        Sqlite sqlite = new Sqlite(metadata.database(), options.databasePatience());
        Database database = new Database(sqlite, new CommitCount(metadata.commits()), faults);
        return new StoreParts(
                root,
                database,
                new Reserve(root.resolve("reserve"), database),
                new BlobFiles(root),
                new Locks(root.resolve("locks"), options.waiting()),
                options,
                faults);
    }

    MetadataFiles metadata() {
        return new MetadataFiles(root);
    }

    Path ingestFolder() {
        return root.resolve("ingest");
    }

    @Override
    public void close() throws IOException {
        try (locks) {
            database.close();
        }
        reserve.restore();
    }
}
