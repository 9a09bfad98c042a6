package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.HeldException;
import dev.drayage.file.DiskFullException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** All that is PostgreSQL's own: how to connect, what time it is there, and what its errors mean. */
final class Postgres implements Dialect {
    /** The first that tells what became of a transaction of 64 bits. */
    private static final int OLDEST = 13;

    /**
     * A machine that dies in the midst of a transaction leaves its locks to the server, which finds out about it within
     * half a minute; one that stands still is cut off after a minute.
     */
    private static final String SETTINGS = "set idle_in_transaction_session_timeout = '60s';"
            + " set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;"
            + " set client_min_messages = warning; set lock_timeout = ";

    /** How long a statement waits for a row at most. */
    private static final Duration LONGEST_LOCK = Duration.ofSeconds(20);

    private static final Duration SHORTEST_LOCK = Duration.ofSeconds(1);

    /** What looks at all blobs there are may take this long for one statement. */
    private static final Duration LONG_STATEMENT = Duration.ofHours(1);

    private final PostgresUrl url;
    private final Duration timeout;
    private final Duration ahead;

    /** A database, and how far its clock is put ahead of what it is: by tests. */
    Postgres(PostgresUrl url, Duration timeout, Duration ahead) {
        this.url = url;
        this.timeout = timeout;
        this.ahead = ahead;
    }

    PostgresUrl url() {
        return url;
    }

    /** How long a statement may wait for rows that others have. */
    private Duration lockTimeout() {
        Duration most = timeout.compareTo(LONGEST_LOCK) < 0 ? timeout : LONGEST_LOCK;
        return most.compareTo(SHORTEST_LOCK) < 0 ? SHORTEST_LOCK : most;
    }

    @Override
    public void allowLongStatements(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LONG_STATEMENT.toMillis()));
    }

    /**
     * Connects. Where nothing comes back for half as long again as a statement may wait, the connection counts as lost: a
     * network that swallows what it is given would have it wait forever.
     */
    Connection connect() throws SQLException, IOException {
        Properties properties = url.properties();
        properties.setProperty(
                "socketTimeout",
                Long.toString(lockTimeout().multipliedBy(3).dividedBy(2).toSeconds()));
        Connection connection;
        try {
            connection = new Driver().connect(url.jdbc(), properties);
        } catch (NoClassDefFoundError e) {
            throw new IOException(
                    "cannot use " + url
                            + ": PostgreSQL's driver is not here; add org.postgresql:postgresql to the class"
                            + " or module path",
                    e);
        }
        try {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        url + " is PostgreSQL " + version + ", and a store needs " + OLDEST + " or newer");
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(SETTINGS + lockTimeout().toMillis());
            }
            return connection;
        } catch (SQLException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** When a transaction that writes began, and its number. */
    record Begun(Instant now, String number) {}

    /** What time it is, and the number of the transaction: one question for both. */
    Begun begun(Session session) throws SQLException {
        return session.first(
                        "select (extract(epoch from clock_timestamp()) * 1000000)::bigint, pg_current_xact_id()::text",
                        row -> new Begun(time(row.getLong(1)), row.getString(2)))
                .orElseThrow();
    }

    @Override
    public Instant now(Session session) throws SQLException {
        Instant begun = session instanceof Transaction transaction ? transaction.begun() : null;
        return begun != null
                ? begun
                : session.first(
                                "select (extract(epoch from clock_timestamp()) * 1000000)::bigint",
                                row -> time(row.getLong(1)))
                        .orElseThrow();
    }

    /**
     * Since when the server has its statistics. It forgets them each time that it recovers from a crash, and so does another
     * that takes its place; if it is stopped and started again it keeps them. Somebody may also have reset them.
     */
    static String statisticsSince(Session session) throws SQLException {
        return session.first("select pg_stat_get_bgwriter_stat_reset_time()", row -> String.valueOf(row.getString(1)))
                .orElse("");
    }

    /** What became of a transaction, by its number. */
    enum Fate {
        COMMITTED,
        LOST,
        UNDER_WAY,
        /** The server may have crashed meanwhile, and have given the number to another. */
        UNKNOWN
    }

    /**
     * What became of a transaction that wrote. A number that a crash has taken with all that was done under it is given anew,
     * so that only that it was lost, or is not known, can be believed then.
     *
     * @param since since when the server had its statistics when it began
     */
    static Fate fate(Session session, String number, @Nullable String since) throws SQLException {
        String status;
        try {
            status = session.first("select pg_xact_status(?::xid8)", row -> String.valueOf(row.getString(1)), number)
                    .orElse("");
        } catch (SQLException e) {
            // A number that is still to be given.
            if (state(e).equals("22023")) {
                return Fate.LOST;
            }
            throw e;
        }
        boolean mayHaveCrashed = !statisticsSince(session).equals(since);
        return switch (status) {
            case "committed" -> mayHaveCrashed ? Fate.UNKNOWN : Fate.COMMITTED;
            case "aborted" -> Fate.LOST;
            case "in progress" -> Fate.UNDER_WAY; // a commit may wait for a standby
            default -> Fate.UNKNOWN;
        };
    }

    /** Nobody can tell, or could in time, whether what was to be done was. */
    ContentException unknownFate(SQLException e) {
        return new ContentException(
                Kind.UNAVAILABLE,
                "PostgreSQL at " + url.hosts() + " was lost just when something was to be committed to " + url
                        + ", and does not say whether it was: it may have crashed, or its statistics were reset, or"
                        + " it is not back; look there with dray ls, and do it again if it is not done",
                e);
    }

    private Instant time(long micros) {
        return Instant.ofEpochSecond(0, TimeUnit.MICROSECONDS.toNanos(micros)).plus(ahead);
    }

    @Override
    public String schema(String statements) {
        return statements.replaceAll("(?<=\\w )text(?= not null|,)", "text collate \"C\"");
    }

    @Override
    public boolean hasManyWriters() {
        return true;
    }

    @Override
    public String locking() {
        return " for update";
    }

    @Override
    public String sharing() {
        return " for share";
    }

    @Override
    public String lockingFree() {
        return " for update skip locked";
    }

    /** Whether the connection is of no use any more: the network's, the server's, or cut off for doing nothing. */
    static boolean isLost(SQLException e) {
        String state = state(e);
        return state.startsWith("08") || state.startsWith("57P") || state.equals("25P03");
    }

    /** Whether the same may succeed if it is done once more: others were quicker, or the server is being restarted. */
    static boolean isPassing(SQLException e) {
        String state = state(e);
        return state.startsWith("40")
                || state.equals("55P03")
                || state.equals("53300")
                || (isLost(e) && !state.equals("08004"));
    }

    /** Whether somebody else has made or removed what it builds on, so that looking again finds out. */
    static boolean isOvertaken(SQLException e) {
        String state = state(e);
        return state.equals("23505") || state.equals("23503");
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }

    /** One sentence for what the database refused. */
    IOException failure(SQLException e) {
        String state = state(e);
        switch (state) {
            case "28P01", "28000", "08004" -> {
                return new IOException(
                        "PostgreSQL at " + url.hosts() + " does not let user " + url.user() + " into database "
                                + url.database() + ": " + reason(e)
                                + "; give the password as PGPASSWORD, in ~/.pgpass or in the URL",
                        e);
            }
            case "3D000" -> {
                // Not content that is missing: whoever serves a store does not say that of its images.
                return new IOException(
                        "there is no database " + url.database() + " in PostgreSQL at " + url.hosts()
                                + "; make it with createdb, and the store with dray store init",
                        e);
            }
            case "53100" -> {
                return DiskFullException.of(
                        "the disk of PostgreSQL at " + url.hosts()
                                + " is full, and nothing was changed; free some there",
                        e);
            }
            case "53300" -> {
                return new HeldException(
                        "PostgreSQL at " + url.hosts() + " has no connection left: " + reason(e)
                                + "; raise its max_connections, or give fewer as connections=N",
                        e);
            }
            case "42P01", "3F000" -> {
                return new IOException(
                        "there is no store in " + url + ", or it has lost a table: " + reason(e)
                                + "; make one with dray store init",
                        e);
            }
            case "42501" -> {
                return new IOException(
                        "user " + url.user() + " may not do that in " + url + ": " + reason(e) + "; grant it", e);
            }
            case "22021" -> {
                return new ContentException(
                        Kind.INVALID_ARGUMENT,
                        "PostgreSQL keeps no text with a NUL or half a character: " + reason(e),
                        e);
            }
            case "40001", "40P01", "55P03" -> {
                return new HeldException(
                        url + " was held by others for more than " + timeout.toSeconds() + " s; try again", e);
            }
            default -> {
                return isLost(e)
                        ? new ContentException(
                                Kind.UNAVAILABLE,
                                "cannot reach PostgreSQL at " + url.hosts() + ": " + reason(e)
                                        + "; is it running there?",
                                e)
                        : new IOException("cannot use " + url + ": " + reason(e), e);
            }
        }
    }

    /** The first line, without what kind of error it is. */
    private static String reason(SQLException e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return line.replaceFirst("^(ERROR|FATAL): +", "");
    }
}
