package dev.drayage.store;

import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * What all namespaces of an open store share that several machines use.
 *
 * @param location as messages give it
 * @param database names, labels, leases and what is known of blobs
 * @param place the bytes of blobs
 * @param work who is at work on what
 * @param options how it waits, and how long it keeps things
 * @param timing how long it waits for one who has died
 * @param faults where tests make it fail
 */
record SharedParts(
        String location,
        Database database,
        BlobPlace place,
        WorkLocks work,
        StoreOptions options,
        SharedTiming timing,
        FaultPoints faults)
        implements StoreEngine {

    @Override
    public ImageNamespace namespace(String name) {
        return LocalNamespace.of(this, name);
    }

    @Override
    public InstantSource clock() {
        return database.clock();
    }

    @Override
    public List<String> namespaces() throws IOException {
        return database.read(LocalStore::namespaces);
    }

    @Override
    public GcReport collect(GcItem.Listener listener) throws IOException {
        return new SharedCollector(this, false, listener).run();
    }

    @Override
    public GcReport survey(GcItem.Listener listener) throws IOException {
        return new SharedCollector(this, true, listener).run();
    }

    @Override
    public void distrust(Digest digest) throws IOException {
        database.write(Durability.DEFERRED, transaction -> {
            BlobTable.suspect(transaction, digest);
            return digest;
        });
    }

    @Override
    public void close() throws IOException {
        try (database;
                place) {
            work.close();
        }
    }
}
