package dev.drayage.store;

import dev.drayage.content.IngestStatus;
import dev.drayage.ingest.IngestName;
import dev.drayage.oci.Digest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ingests whose bytes are in a bucket. */
final class IngestTable {
    private static final String COLUMNS = "select namespace, ref, head, size, total, expected, started, updated,"
            + " upload_object, upload from ingest";

    private IngestTable() {}

    /**
     * An ingest.
     *
     * @param name whose it is
     * @param head the key of an object with its bytes; null if there are none
     * @param size how many these are
     * @param total how many it will have; 0 if nobody knows
     * @param expected the digest it will have; null if nobody knows
     * @param started when it was begun
     * @param updated when bytes were last written
     * @param uploadObject the key of an object that is being written in parts, from its first byte on; null if there is none
     * @param upload by which that is found
     */
    record Row(
            IngestName name,
            @Nullable String head,
            long size,
            long total,
            @Nullable Digest expected,
            Instant started,
            Instant updated,
            @Nullable String uploadObject,
            @Nullable String upload) {

        IngestStatus status() {
            return new IngestStatus(name.ref(), size, total, expected, started, updated);
        }
    }

    static Optional<Row> find(Session session, IngestName name) throws SQLException {
        return session.first(
                COLUMNS + " where namespace = ? and ref = ?", IngestTable::row, name.namespace(), name.ref());
    }

    static List<Row> list(Session session, String namespace) throws SQLException {
        return session.list(COLUMNS + " where namespace = ? order by ref", IngestTable::row, namespace);
    }

    /** The next few of all namespaces. */
    static List<Row> page(Session session, String namespace, String ref, int rows) throws SQLException {
        return session.list(
                COLUMNS + " where (namespace, ref) > (?, ?) order by namespace, ref limit ?",
                IngestTable::row,
                namespace,
                ref,
                rows);
    }

    /** Whether an object or upload below a key belongs to any. */
    static boolean has(Session session, String object) throws SQLException {
        return session.has("select 1 from ingest where head = ? or upload_object = ?", object, object);
    }

    private static Row row(ResultSet row) throws SQLException {
        String expected = row.getString(6);
        return new Row(
                new IngestName(row.getString(1), row.getString(2)),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                expected == null ? null : Digest.parse(expected),
                Times.instant(row.getLong(7)),
                Times.instant(row.getLong(8)),
                row.getString(9),
                row.getString(10));
    }

    static void insert(Session session, Row row) throws SQLException {
        delete(session, row.name());
        Digest expected = row.expected();
        session.update(
                "insert into ingest (namespace, ref, head, size, total, expected, started, updated, upload_object, upload)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.name().namespace(),
                row.name().ref(),
                row.head(),
                row.size(),
                row.total(),
                expected == null ? null : expected.toString(),
                Times.nanos(row.started()),
                Times.nanos(row.updated()),
                row.uploadObject(),
                row.upload());
    }

    /** Whether it was there. */
    static boolean delete(Session session, IngestName name) throws SQLException {
        return session.update("delete from ingest where namespace = ? and ref = ?", name.namespace(), name.ref()) > 0;
    }
}
