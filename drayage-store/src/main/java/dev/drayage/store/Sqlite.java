package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.HeldException;
import dev.drayage.file.DiskFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteJDBCLoader;

/** All that is SQLite's own: how to connect, how to begin, and what its errors mean. */
final class Sqlite {
    /** Takes the write lock at once: a reader that becomes a writer could not wait for another one. */
    static final String BEGIN_WRITE = "begin immediate";

    /** The file, its log, the memory that processes share, and what would be rolled back. */
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");

    private final Path file;
    private final Duration timeout;

    Sqlite(Path file, Duration timeout) {
        this.file = file;
        this.timeout = timeout;
    }

    Path file() {
        return file;
    }

    /** Whether nothing can be written, as on a file system mounted for reading. */
    boolean isReadOnly() {
        return Files.exists(file) && !Files.isWritable(file);
    }

    /**
     * Connects to the database.
     *
     * @throws IOException if SQLite's native library cannot be loaded, or the file or its log is a symbolic link: what
     *     lies elsewhere is not to be changed
     */
    Connection connect() throws SQLException, IOException {
        loadLibrary();
        for (String suffix : SUFFIXES) {
            Path part = file.resolveSibling(file.getFileName() + suffix);
            if (Files.isSymbolicLink(part)) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        part
                                + " is in the way: it is a symbolic link, and what lies elsewhere is not to be changed; put"
                                + " the file itself in its place");
            }
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) timeout.toMillis());
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

    /** It lies in the jar, and is unpacked into the directory for temporary files. */
    private static void loadLibrary() throws IOException {
        Exception cause = null;
        try {
            if (SQLiteJDBCLoader.initialize()) {
                return;
            }
        } catch (Exception e) {
            cause = e;
        }
        String directory = System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"));
        throw new IOException(
                "cannot load SQLite's native library from " + directory
                        + ": the directory is not there, full, or on a file system that nothing may be run from; name"
                        + " another one, as with DRAY_JAVA_OPTS=-Djava.io.tmpdir=DIR",
                cause);
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

    /** How many synced commits the database has had; see {@link CommitCount}. */
    static long commits(Session session) throws SQLException {
        return session.first("pragma user_version", row -> row.getLong(1)).orElse(0L);
    }

    /** Counts a synced commit, within its transaction; returns how many there are with it. */
    static long countCommit(Session session) throws SQLException {
        long count = Math.min(Integer.MAX_VALUE, commits(session) + 1);
        session.execute("pragma user_version = " + count);
        return count;
    }

    /** What is wrong with the file or with rows that belong to none. */
    static Optional<String> damage(Session session) throws SQLException {
        Optional<String> broken = session.first("pragma integrity_check(1)", row -> row.getString(1))
                .filter(found -> !found.equals("ok"));
        return broken.isPresent()
                ? broken
                : session.first(
                        "pragma foreign_key_check",
                        row -> "a row of table " + row.getString(1) + " belongs to no row of " + row.getString(3));
    }

    /** One sentence for what the database refused. */
    IOException failure(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.SQLITE_ERROR;
        // Extended codes hold the basic one in their lower byte.
        switch (code.code & 0xff) {
            case 5, 6 -> {
                return new HeldException(
                        file + " was held by another process for more than " + timeout.toSeconds()
                                + " s; try again when that is done",
                        e);
            }
            case 8 -> {
                return new IOException(file + " is read-only; the store can be read but not changed", e);
            }
            case 10 -> {
                // Such as SQLITE_IOERR_SHMSIZE, where there is no room for the file that processes share.
                return isDiskFull() ? noSpace(e) : new IOException("cannot use " + file + ": " + e.getMessage(), e);
            }
            case 13 -> {
                return noSpace(e);
            }
            case 14 -> {
                return new IOException(
                        "cannot open " + file + "; is its directory there, and may it be written to?", e);
            }
            case 11, 26 -> {
                return new DamagedDatabaseException(file + " is damaged: " + e.getMessage() + MetadataCheck.REMEDY, e);
            }
            case 15 -> {
                return new HeldException(file + " is being opened by too many processes at once; try again", e);
            }
            default -> {
                if (String.valueOf(e.getMessage()).contains("no such ")) {
                    return new DamagedDatabaseException(
                            file + " has lost a table: " + e.getMessage() + MetadataCheck.REMEDY, e);
                }
                return new IOException("cannot use " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private IOException noSpace(SQLException e) {
        return DiskFullException.of(
                "cannot write " + file + ": no space left on device; free some, or move the store to another place", e);
    }

    /** Whether not even a page for processes to share fits. */
    private boolean isDiskFull() {
        try {
            return Files.getFileStore(
                                    Objects.requireNonNull(file.toAbsolutePath().getParent()))
                            .getUsableSpace()
                    < 1 << 16;
        } catch (IOException e) {
            return false;
        }
    }
}
