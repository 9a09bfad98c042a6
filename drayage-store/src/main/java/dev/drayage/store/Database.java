package dev.drayage.store;

import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;

/** The database of a store: names, labels, leases and what is known of content. Thread-safe. */
interface Database extends Closeable {

    /** What reads. */
    @FunctionalInterface
    interface Query<T> {
        T run(Session session) throws SQLException, IOException;
    }

    /**
     * What writes: done once, though perhaps in another thread, and perhaps after tries that left nothing. What it throws
     * takes back its own changes only.
     */
    @FunctionalInterface
    interface Change<T> {
        T run(Transaction transaction) throws SQLException, IOException;
    }

    /** Whether it can only be read. */
    boolean isReadOnly();

    /** Reads at one moment: what others write meanwhile is not seen. */
    <T> T read(Query<T> query) throws IOException;

    /**
     * Writes; returns when it is done, as durably as asked for. What it reads is of one moment, and what it writes nobody
     * has changed since.
     */
    <T> T write(Durability durability, Change<T> change) throws IOException;

    /** Writes, and each statement sees what others have committed before it: to look again at what was locked first. It is synced. */
    <T> T writeStepwise(Change<T> change) throws IOException;

    /** The same database with all that is written by one connection, so that temporary tables stay; closed with that. */
    Database pinned() throws IOException;

    /** What time it is for all who use the database, as far as this machine can tell without asking. */
    InstantSource clock();
}
