package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.ingest.Locks;
import dev.drayage.task.Sleeper;
import java.io.Closeable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks that are rows of the database. Each is renewed as long as its process lives and reaches the database; one that was
 * not is taken over by whoever wants it. Whoever has lost one that way finds out when he next asks whether he has it, in
 * the transaction that counts.
 *
 * <p>A name that somebody of this process has not let go of yet nobody else of it is given, even if another process has
 * taken it over and is done: so the token of a name is always that of its one holder here.
 */
final class WorkLocks implements Locks.Source {
    private final Database database;
    private final Duration lifetime;
    private final TakeOver takeOver;
    private final Sleeper sleeper = Sleeper.ofSystem();
    private final Map<String, String> held = new ConcurrentHashMap<>();
    private @Nullable Thread renewing;
    private boolean closed;

    /** Sees to it that whoever had a lock before, and may still be at work, is in no way. */
    @FunctionalInterface
    interface TakeOver {
        void from(String name) throws IOException;
    }

    WorkLocks(Database database, Duration lifetime, TakeOver takeOver) {
        this.database = database;
        this.lifetime = lifetime;
        this.takeOver = takeOver;
    }

    @Override
    public Optional<Closeable> tryLock(String name) throws IOException {
        return tryLockToRemove(name, () -> false);
    }

    @Override
    public boolean isTaken(String name) throws IOException {
        return database.read(session -> WorkTable.isTaken(session, name));
    }

    @Override
    public Optional<Closeable> tryLockToRemove(String name, Locks.Removal removes) throws IOException {
        String token = UUID.randomUUID().toString();
        if (held.putIfAbsent(name, token) != null) {
            return Optional.empty();
        }
        WorkTable.Taken taken = WorkTable.Taken.NOT;
        try {
            taken = database.write(
                    Durability.DEFERRED, transaction -> WorkTable.take(transaction, name, token, lifetime));
        } finally {
            if (taken == WorkTable.Taken.NOT) {
                held.remove(name, token);
            }
        }
        if (taken == WorkTable.Taken.NOT) {
            return Optional.empty();
        }
        renewFromNowOn();
        if (taken == WorkTable.Taken.OVER) {
            try {
                if (!removes.isMeant()) {
                    takeOver.from(name);
                }
            } catch (IOException | RuntimeException e) {
                leaveToBeTakenOver(name, token);
                throw e;
            }
        }
        return Optional.of(() -> release(name, token));
    }

    /** Whoever had it before still is in the way of the next, who must not take it for free. */
    private void leaveToBeTakenOver(String name, String token) {
        if (!held.remove(name, token)) {
            return;
        }
        try {
            database.write(Durability.DEFERRED, transaction -> {
                WorkTable.expire(transaction, name, token);
                return name;
            });
        } catch (IOException e) {
            // It expires by itself.
        }
    }

    private void release(String name, String token) {
        if (!held.remove(name, token)) {
            return;
        }
        try {
            database.write(Durability.DEFERRED, transaction -> {
                WorkTable.release(transaction, name, token);
                return name;
            });
        } catch (IOException e) {
            // It expires.
        }
    }

    /** Fails unless a lock still is this process's, and keeps it so until the transaction ends. */
    void require(String name, Transaction transaction) throws SQLException, ContentException {
        String token = held.get(name);
        if (token == null) {
            throw new ContentException(Kind.UNAVAILABLE, name + " is not worked on any more");
        }
        WorkTable.require(transaction, name, token);
    }

    private synchronized void renewFromNowOn() {
        if (renewing == null && !closed) {
            Thread thread = new Thread(this::renew, "dray-renew");
            thread.setDaemon(true);
            thread.start();
            renewing = thread;
        }
    }

    private void renew() {
        try {
            while (true) {
                sleeper.sleep(lifetime.dividedBy(3));
                Map<String, String> all = new TreeMap<>(held);
                if (!all.isEmpty()) {
                    renew(all);
                }
            }
        } catch (InterruptedException e) {
            // The store is closed.
        }
    }

    private void renew(Map<String, String> all) {
        try {
            database.write(Durability.DEFERRED, transaction -> {
                for (Map.Entry<String, String> each : all.entrySet()) {
                    WorkTable.renew(transaction, each.getKey(), each.getValue(), lifetime);
                }
                return all;
            });
        } catch (IOException e) {
            // Another time; if that is too late, somebody else may take over.
        }
    }

    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            closed = true;
            thread = renewing;
        }
        if (thread != null) {
            thread.interrupt();
        }
        held.forEach(this::release);
    }
}
