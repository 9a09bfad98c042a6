package dev.drayage.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A change of the database that waits for its transaction, then for the commit, then for its thread to take the result. */
final class PendingChange<T> {
    private final Durability durability;
    private final Database.Change<T> change;
    private @Nullable T value;
    private @Nullable Throwable failure;
    private boolean done;

    PendingChange(Durability durability, Database.Change<T> change) {
        this.durability = durability;
        this.change = change;
    }

    Durability durability() {
        return durability;
    }

    boolean isDone() {
        return done;
    }

    /**
     * Makes the change; one that refuses to be made leaves nothing behind, and the others of its transaction as they are.
     *
     * @throws SQLException if the whole transaction is lost
     */
    void run(Transaction transaction) throws SQLException {
        int undoable = transaction.undoable();
        transaction.execute("savepoint change");
        try {
            value = change.run(transaction);
        } catch (IOException | RuntimeException e) {
            failure = e;
            transaction.undo(undoable);
            transaction.execute("rollback to savepoint change");
        }
        transaction.execute("release savepoint change");
    }

    /** The transaction is committed. */
    void succeed() {
        done = true;
    }

    /** The transaction is lost; a change that had been refused anyway keeps its reason. */
    void fail(Throwable cause) {
        done = true;
        if (failure == null) {
            failure = cause;
        }
    }

    T result() throws IOException {
        Throwable cause = failure;
        if (cause instanceof IOException e) {
            throw e;
        }
        if (cause instanceof RuntimeException e) {
            throw e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return Objects.requireNonNull(value);
    }
}
