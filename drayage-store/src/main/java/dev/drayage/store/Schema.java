package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Brings the tables up to date by numbered files of SQL, each in one transaction with the note that it ran.
 *
 * <p>Flyway would do it too, but asking it whether there is anything to do takes 0.45 s, more than all else that listing
 * images does; its jar names no module; and it does not keep two processes from beginning at once with SQLite.
 */
final class Schema {
    /** The number of the newest file that a store of one machine needs. */
    static final int LATEST = 1;

    /** The number of the newest file of all, for stores whose blobs or database several machines use. */
    static final int SHARED = 2;

    private static final Pattern END_OF_STATEMENT = Pattern.compile(";\\s*(\\n|$)");
    private static final Pattern COMMENT = Pattern.compile("(?m)^--.*$");

    private Schema() {}

    /** The number of the last file that ran; 0 for a database with nothing in it. */
    static int version(Session session) throws SQLException {
        // Standard SQL has no way to ask for a table that both databases know, but this.
        try {
            return session.first("select max(version) from schema_version", row -> row.getInt(1))
                    .orElse(0);
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("schema_version")) {
                return 0;
            }
            throw e;
        }
    }

    /** Runs one file, within a transaction. */
    static void apply(int version, Session session, Instant now) throws SQLException, IOException {
        if (version == 1) {
            session.execute("create table schema_version (version integer primary key, applied bigint not null)");
        }
        for (String statement : END_OF_STATEMENT.split(
                session.dialect().schema(COMMENT.matcher(read(version)).replaceAll("")), -1)) {
            if (!statement.isBlank()) {
                session.execute(statement);
            }
        }
        session.update("insert into schema_version (version, applied) values (?, ?)", version, Times.nanos(now));
    }

    /** Refuses what a newer version of this program has made. */
    static void requireKnown(int version, int latest, Object file) throws ContentException {
        if (version > latest) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    file + " has schema " + version + ", this version of dray knows none above " + latest
                            + "; use a newer dray");
        }
    }

    private static String read(int version) throws IOException {
        String name = String.format("schema-%03d.sql", version);
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
