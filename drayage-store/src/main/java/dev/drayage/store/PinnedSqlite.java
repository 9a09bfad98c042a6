package dev.drayage.store;

import java.io.IOException;
import java.time.InstantSource;

/** A database that has one connection to write with, which stays open when this is closed. */
record PinnedSqlite(SqliteDatabase database) implements Database {
    @Override
    public boolean isReadOnly() {
        return database.isReadOnly();
    }

    @Override
    public <T> T read(Query<T> query) throws IOException {
        return database.read(query);
    }

    @Override
    public <T> T write(Durability durability, Change<T> change) throws IOException {
        return database.write(durability, change);
    }

    @Override
    public <T> T writeStepwise(Change<T> change) throws IOException {
        return database.writeStepwise(change);
    }

    @Override
    public Database pinned() {
        return this;
    }

    @Override
    public InstantSource clock() {
        return database.clock();
    }

    @Override
    public void close() {
        // The database is its owner's.
    }
}
