package dev.drayage.store;

import dev.drayage.file.DirectorySync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A database of SQLite: one connection that reads and one that writes, each used by one thread at a time for a moment.
 *
 * <p>Changes that threads ask for while another change is under way are made together, in one transaction with one sync:
 * whoever gets the connection does the work of all who wait. So many small commits at once cost little more than one.
 */
final class SqliteDatabase implements Database {
    /** Bounds how long a transaction keeps other processes waiting. */
    private static final int MAX_GROUP = 256;

    private final Sqlite sqlite;
    private final CommitCount commits;
    private final Dialect dialect;
    private final InstantSource clock;
    private final FaultPoints faults;
    private final ReentrantLock reading = new ReentrantLock(true);
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Queue<PendingChange<?>> waiting = new ConcurrentLinkedQueue<>();
    private @Nullable Session reader;
    private @Nullable Transaction writer;
    private volatile boolean closed;

    SqliteDatabase(Sqlite sqlite, CommitCount commits, Dialect dialect, InstantSource clock, FaultPoints faults) {
        this.sqlite = sqlite;
        this.commits = commits;
        this.dialect = dialect;
        this.clock = clock;
        this.faults = faults;
    }

    @Override
    public boolean isReadOnly() {
        return sqlite.isReadOnly();
    }

    /** Whether the schema is the newest; fails if it is one of a newer program. */
    boolean isUpToDate() throws IOException {
        int version = read(Schema::version);
        Schema.requireKnown(version, Schema.LATEST, sqlite.file());
        return version == Schema.LATEST;
    }

    /** Whether it is there and has tables of a store. */
    boolean isMade() throws IOException {
        return Files.exists(sqlite.file()) && read(Schema::version) > 0;
    }

    /** Whether it knows of fewer commits than were made: it is an older copy, or has lost its log. */
    boolean hasLostCommits() throws IOException {
        // In this order: both grow.
        long made = commits.read();
        return made > read(Sqlite::commits);
    }

    /** Makes the schema the newest; the caller keeps other processes from doing the same. */
    void migrate(int latest) throws IOException {
        if (!sqlite.isReadOnly()) {
            writing.lock();
            try {
                Sqlite.prepare(writer());
            } catch (SQLException e) {
                throw sqlite.failure(e);
            } finally {
                writing.unlock();
            }
        }
        for (int version = read(Schema::version) + 1; version <= latest; version++) {
            int next = version;
            write(Durability.SYNCED, transaction -> {
                Schema.apply(next, transaction, clock.instant());
                return next;
            });
        }
    }

    /** Does with the room on the disk that the database has already, as far as that goes. */
    void makeDo() throws IOException {
        writing.lock();
        try {
            requireOpen();
            Sqlite.restartLog(writer());
        } catch (SQLException e) {
            throw sqlite.failure(e);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public <T> T read(Query<T> query) throws IOException {
        reading.lock();
        try {
            requireOpen();
            Session session = reader;
            if (session == null) {
                session = new Session(sqlite.connect(), dialect);
                reader = session;
            }
            session.execute("begin");
            try {
                return query.run(session);
            } finally {
                session.execute("rollback");
            }
        } catch (SQLException e) {
            throw sqlite.failure(e);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public <T> T write(Durability durability, Change<T> change) throws IOException {
        PendingChange<T> pending = new PendingChange<>(durability, change);
        waiting.add(pending);
        writing.lock();
        try {
            while (!pending.isDone()) {
                writeWaiting();
            }
        } finally {
            writing.unlock();
        }
        return pending.result();
    }

    /** {@inheritDoc} Nobody else writes meanwhile. */
    @Override
    public <T> T writeStepwise(Change<T> change) throws IOException {
        return write(Durability.SYNCED, change);
    }

    /** {@inheritDoc} There is one connection that writes. */
    @Override
    public Database pinned() {
        return new PinnedSqlite(this);
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    private void writeWaiting() {
        List<PendingChange<?>> group = new ArrayList<>();
        Durability durability = Durability.DEFERRED;
        while (group.size() < MAX_GROUP) {
            PendingChange<?> next = waiting.poll();
            if (next == null) {
                break;
            }
            group.add(next);
            if (next.durability() == Durability.SYNCED) {
                durability = Durability.SYNCED;
            }
        }
        try {
            requireOpen();
            write(writer(), durability, group);
            group.forEach(PendingChange::succeed);
        } catch (SQLException e) {
            group.forEach(change -> change.fail(sqlite.failure(e)));
        } catch (IOException | RuntimeException | Error e) {
            group.forEach(change -> change.fail(e));
        }
    }

    private void write(Transaction transaction, Durability durability, List<PendingChange<?>> group)
            throws SQLException, IOException {
        transaction.forget();
        Sqlite.set(transaction, durability);
        transaction.execute(Sqlite.BEGIN_WRITE);
        boolean committed = false;
        try {
            for (PendingChange<?> change : group) {
                change.run(transaction);
            }
            for (Path directory : transaction.directoriesToSync()) {
                DirectorySync.sync(directory);
            }
            long count = durability == Durability.SYNCED ? Sqlite.countCommit(transaction) : 0;
            faults.reached("before commit");
            transaction.execute("commit");
            committed = true;
            if (durability == Durability.SYNCED) {
                commits.write(count);
            }
            faults.reached("after commit");
        } finally {
            if (!committed) {
                transaction.undo(0);
                rollBack(transaction);
            }
        }
    }

    private static void rollBack(Transaction transaction) {
        try {
            transaction.execute("rollback");
        } catch (SQLException e) {
            // Some failures end the transaction by themselves, and then there is none to roll back.
        }
    }

    private Transaction writer() throws SQLException, IOException {
        Transaction transaction = writer;
        if (transaction == null) {
            transaction = new Transaction(sqlite.connect(), dialect);
            writer = transaction;
        }
        return transaction;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the store of " + sqlite.file() + " is closed");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        disconnect();
    }

    /** Lets go of the file, which is opened again when it is next used. */
    void disconnect() throws IOException {
        writing.lock();
        reading.lock();
        try {
            close(reader);
            close(writer);
            reader = null;
            writer = null;
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }

    private static void close(@Nullable Session session) throws IOException {
        if (session != null) {
            session.close();
        }
    }
}
