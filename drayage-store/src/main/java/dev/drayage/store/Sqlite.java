package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** All that is SQLite's own: how to connect, how to begin, and what its errors mean. */
final class Sqlite {
    /** Takes the write lock at once: a reader that becomes a writer could not wait for another one. */
    static final String BEGIN_WRITE = "begin immediate";

    private final Path file;
    private final Duration patience;

    Sqlite(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    Path file() {
        return file;
    }

    /** Whether nothing can be written, as on a file system mounted for reading. */
    boolean isReadOnly() {
        return Files.exists(file) && !Files.isWritable(file);
    }

    Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) patience.toMillis());
        config.enforceForeignKeys(true);
        String url = JDBC.PREFIX + file;
        if (isReadOnly()) {
            config.setReadOnly(true);
            // Without its log a database is complete, and reading it needs no shared memory, which could not be made.
            if (!Files.exists(file.resolveSibling(file.getFileName() + "-wal"))) {
                url = JDBC.PREFIX + "file:" + file.toUri().getRawPath() + "?immutable=1";
            }
        }
        return JDBC.createConnection(url, config.toProperties());
    }

    /** Lets readers and a writer work side by side. The file remembers it. */
    static void prepare(Session session) throws SQLException {
        session.execute("pragma journal_mode = wal");
    }

    /** Has the log written to from its beginning again, in the room that it has, if nobody reads what is in it. */
    static void restartLog(Session session) throws SQLException {
        session.execute("pragma wal_checkpoint(passive)");
    }

    /** Says how durable what is committed from now on is. */
    static void set(Session session, Durability durability) throws SQLException {
        session.execute("pragma synchronous = " + (durability == Durability.SYNCED ? "full" : "normal"));
    }

    /** One sentence for what the database refused. */
    IOException failure(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
        // Extended codes hold the basic one in their lower byte.
        switch (code.code & 0xff) {
            case 5, 6 -> {
                return new ContentException(
                        Kind.UNAVAILABLE,
                        file + " was held by another process for more than " + patience.toSeconds()
                                + " s; try again when that is done",
                        e);
            }
            case 8 -> {
                return new IOException(file + " is read-only; the store can be read but not changed", e);
            }
            case 13 -> {
                return new IOException("cannot write " + file + ": no space left on the device", e);
            }
            case 14 -> {
                return new IOException(
                        "cannot open " + file + "; is its directory there, and may it be written to?", e);
            }
            case 11, 26 -> {
                return new ContentException(
                        Kind.FAILED_PRECONDITION,
                        file + " is damaged: " + e.getMessage() + "; put it aside, the blobs beside it are whole",
                        e);
            }
            default -> {
                return new IOException("cannot use " + file + ": " + e.getMessage(), e);
            }
        }
    }
}
