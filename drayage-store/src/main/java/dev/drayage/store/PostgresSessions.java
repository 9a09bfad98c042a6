package dev.drayage.store;

import dev.drayage.content.HeldException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A bounded number of connections to PostgreSQL, kept with the statements that were prepared on them. Thread-safe. */
final class PostgresSessions implements Closeable {
    private final Postgres postgres;
    private final Duration timeout;
    private final Consumer<Instant> noted;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Transaction> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean connected;
    private volatile boolean closed;

    /**
     * None yet.
     *
     * @param timeout how long to wait for one where all are in use
     * @param noted is told what time it is there, at each new one
     */
    PostgresSessions(Postgres postgres, Duration timeout, Consumer<Instant> noted) {
        this.postgres = postgres;
        this.timeout = timeout;
        this.noted = noted;
        this.permits = new Semaphore(postgres.url().connections(), true);
    }

    /** Works with a connection; what it throws has left no transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Transaction session) throws SQLException, IOException;
    }

    /** Whether the server was ever reached. */
    boolean wasConnected() {
        return connected;
    }

    /** Works with one of them. */
    <T> T use(Work<T> work) throws SQLException, IOException {
        acquire();
        try {
            Transaction session = idle.pollFirst();
            if (session == null) {
                session = connect();
            }
            boolean usable = false;
            try {
                T result = work.run(session);
                usable = true;
                return result;
            } catch (SQLException e) {
                if (Postgres.isLost(e)) {
                    // The others are as old, and most likely as dead.
                    closeIdle();
                } else {
                    usable = rollBack(session);
                }
                throw e;
            } catch (IOException | RuntimeException e) {
                usable = rollBack(session);
                throw e;
            } finally {
                if (usable && !closed) {
                    idle.addFirst(session);
                } else {
                    close(session);
                }
            }
        } finally {
            permits.release();
        }
    }

    /** One that its user keeps, for statements that take long, until he gives it back. */
    Transaction takeForLong() throws SQLException, IOException {
        acquire();
        Transaction session = null;
        boolean isTaken = false;
        try {
            session = connect();
            session.allowLongStatements();
            isTaken = true;
            return session;
        } finally {
            if (!isTaken) {
                if (session != null) {
                    close(session);
                }
                permits.release();
            }
        }
    }

    /** Ends one that was kept. */
    void giveBack(Transaction session) {
        close(session);
        permits.release();
    }

    private void acquire() throws IOException {
        requireOpen();
        try {
            if (!permits.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HeldException("all " + postgres.url().connections() + " connections to " + postgres.url()
                        + " were in use for more than " + timeout.toSeconds()
                        + " s; try again, or allow more as connections=N");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a connection to the database");
        }
        if (closed) {
            permits.release();
            requireOpen();
        }
    }

    private Transaction connect() throws SQLException, IOException {
        Transaction session = new Transaction(postgres.connect(), postgres);
        try {
            noted.accept(session.now());
            session.noteStatisticsSince(Postgres.statisticsSince(session));
            connected = true;
            return session;
        } catch (SQLException | RuntimeException e) {
            close(session);
            throw e;
        }
    }

    static boolean rollBack(Session session) {
        try {
            session.execute("rollback");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the store of " + postgres.url() + " is closed");
        }
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (IOException e) {
            // Nothing is under way; the server finds out by itself.
        }
    }

    private void closeIdle() {
        for (Transaction session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
            close(session);
        }
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }
}
