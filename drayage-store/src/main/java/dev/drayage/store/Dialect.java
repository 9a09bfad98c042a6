package dev.drayage.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;

/** What is not the same in all databases. */
interface Dialect {

    /** One whose writers come one after the other, by this machine's clock. */
    static Dialect ofOneWriter(InstantSource clock) {
        return new Dialect() {
            @Override
            public Instant now(Session session) {
                return clock.instant();
            }

            @Override
            public String locking() {
                return "";
            }

            @Override
            public String sharing() {
                return "";
            }

            @Override
            public String lockingFree() {
                return "";
            }
        };
    }

    /** What time it is for all who use the database. */
    Instant now(Session session) throws SQLException;

    /** Has a connection wait longer for one statement than it otherwise does. */
    default void allowLongStatements(Connection connection) throws SQLException {
        // One in this process's own file is never silent.
    }

    /** Statements that make tables, of which texts are compared by their bytes. */
    default String schema(String statements) {
        return statements;
    }

    /** Whether transactions that change the same row keep each other waiting, and others do not. */
    default boolean hasManyWriters() {
        return false;
    }

    /** Ends a query of rows that nobody else may change or lock before this transaction ends. */
    String locking();

    /** Ends a query of rows that nobody else may change before this transaction ends. */
    String sharing();

    /** Ends a query as {@link #locking} does, of those rows only that no transaction has locked: nobody is waited for. */
    String lockingFree();
}
