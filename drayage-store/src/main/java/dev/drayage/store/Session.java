package dev.drayage.store;

import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One connection to the database, for one thread at a time. Statements are prepared once. */
class Session implements Closeable {
    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Session(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** How this database says what others say differently. */
    final Dialect dialect() {
        return dialect;
    }

    /** What time it is for all who use the database; within a transaction always the same. */
    final Instant now() throws SQLException {
        return dialect.now(this);
    }

    /** Makes a value of one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Looks at one row. */
    @FunctionalInterface
    interface RowVisitor {
        void visit(ResultSet row) throws SQLException;
    }

    /** Lets a statement take long, where a connection that is silent is given up. */
    final void allowLongStatements() throws SQLException {
        dialect.allowLongStatements(connection);
    }

    /** Runs a statement that has neither values nor results. */
    final void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a statement that changes rows; returns how many. */
    final int update(String sql, @Nullable Object... values) throws SQLException {
        return prepare(sql, values).executeUpdate();
    }

    /** All rows of a query, which the caller keeps small. */
    final <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet results = prepare(sql, values).executeQuery()) {
            while (results.next()) {
                rows.add(row.read(results));
            }
        }
        return rows;
    }

    /** Looks at all rows of a query, however many there are. */
    final void each(String sql, RowVisitor visitor) throws SQLException {
        try (ResultSet results = prepare(sql).executeQuery()) {
            while (results.next()) {
                visitor.visit(results);
            }
        }
    }

    /** The first row of a query. */
    final <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        try (ResultSet results = prepare(sql, values).executeQuery()) {
            return results.next() ? Optional.of(row.read(results)) : Optional.empty();
        }
    }

    /** Whether a query has any row. */
    final boolean has(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> row, values).isPresent();
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the database: " + e.getMessage(), e);
        }
    }
}
