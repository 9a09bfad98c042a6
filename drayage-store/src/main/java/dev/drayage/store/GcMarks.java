package dev.drayage.store;

import dev.drayage.labels.GcLabels;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Finds out within the database what is reachable, so that no listing of it is ever in memory: from images, leases that
 * last and {@code gc.root} labels, along {@code gc.ref.content} labels, level by level. The tables it leaves are seen by
 * this connection only, and stay after the transaction, to be told from.
 */
final class GcMarks {
    private static final String ADD =
            "insert into gc_mark (namespace, digest, depth, reason) select c.namespace, c.digest, ";

    private GcMarks() {}

    /** Reads a page of rows, behind one, in order of namespace and digest. */
    @FunctionalInterface
    interface Pages {
        List<Row> after(Session session, String namespace, String digest, int rows) throws SQLException;
    }

    /** A row of what stays or goes. */
    record Row(String namespace, String digest, long size, String reason) {}

    /** Marks what is reachable, and notes what is not, so many at most, as garbage. */
    static void mark(Session session, Instant now, int most) throws SQLException {
        session.execute("drop table if exists gc_mark");
        session.execute("drop table if exists gc_garbage");
        session.execute(session.dialect()
                .schema("create temporary table gc_mark (namespace text not null, digest text not null,"
                        + " depth integer not null, reason text not null, primary key (namespace, digest))"));
        session.execute(session.dialect()
                .schema("create temporary table gc_garbage (namespace text not null, digest text not null,"
                        + " size bigint not null, primary key (namespace, digest))"));
        // Without it each level looks at all that is above, and labels may lead down as many levels as there is
        // content.
        session.execute("create index gc_mark_by_depth on gc_mark (depth)");
        // A blob is looked up by its digest alone, once for each.
        session.execute("create index gc_garbage_by_digest on gc_garbage (digest)");
        markRoots(session, now);
        for (int depth = 0; markBelow(session, depth) > 0; ) {
            depth++;
        }
        session.update(
                "insert into gc_garbage (namespace, digest, size)"
                        + " select c.namespace, c.digest, c.size from content c where not exists"
                        + " (select 1 from gc_mark m where m.namespace = c.namespace and m.digest = c.digest) limit ?",
                most);
    }

    private static void markRoots(Session session, Instant now) throws SQLException {
        session.update(ADD + "0, 'image ' || i.name from image i"
                + " join content c on c.namespace = i.namespace and c.digest = i.digest"
                + " where true on conflict do nothing");
        session.update(
                ADD + "0, 'image ' || l.name from image_label l"
                        + " join content c on c.namespace = l.namespace and c.digest = l.value"
                        + " where l.label = ? or substr(l.label, 1, ?) = ? on conflict do nothing",
                GcLabels.REFERENCE,
                GcLabels.REFERENCE.length() + 1,
                GcLabels.REFERENCE + ".");
        session.update(
                ADD + "0, 'lease ' || l.id from lease l"
                        + " join lease_content h on h.namespace = l.namespace and h.lease = l.id"
                        + " join content c on c.namespace = h.namespace and c.digest = h.digest"
                        + " where l.expires is null or l.expires > ? on conflict do nothing",
                Times.nanos(now));
        session.update(
                ADD + "0, 'label ' || l.label from content_label l"
                        + " join content c on c.namespace = l.namespace and c.digest = l.digest"
                        + " where l.label = ? on conflict do nothing",
                GcLabels.ROOT);
    }

    private static int markBelow(Session session, int depth) throws SQLException {
        return session.update(
                ADD + "m.depth + 1, m.reason from gc_mark m"
                        + " join content_label l on l.namespace = m.namespace and l.digest = m.digest"
                        + " join content c on c.namespace = l.namespace and c.digest = l.value"
                        + " where m.depth = ? and (l.label = ? or substr(l.label, 1, ?) = ?) on conflict do nothing",
                depth,
                GcLabels.REFERENCE,
                GcLabels.REFERENCE.length() + 1,
                GcLabels.REFERENCE + ".");
    }

    /** Forgets the garbage; its labels go with it. */
    static void sweep(Session session) throws SQLException {
        session.update("delete from content where exists (select 1 from gc_garbage g"
                + " where g.namespace = content.namespace and g.digest = content.digest)");
    }

    /** The next few that stay. */
    static List<Row> kept(Session session, String namespace, String digest, int rows) throws SQLException {
        return session.list(
                "select m.namespace, m.digest, c.size, m.reason from gc_mark m"
                        + " join content c on c.namespace = m.namespace and c.digest = m.digest"
                        + " where (m.namespace, m.digest) > (?, ?) order by m.namespace, m.digest limit ?",
                row -> new Row(row.getString(1), row.getString(2), row.getLong(3), "is kept by " + row.getString(4)),
                namespace,
                digest,
                rows);
    }

    /** The next few that go. */
    static List<Row> garbage(Session session, String namespace, String digest, int rows) throws SQLException {
        return session.list(
                "select namespace, digest, size from gc_garbage"
                        + " where (namespace, digest) > (?, ?) order by namespace, digest limit ?",
                row -> new Row(row.getString(1), row.getString(2), row.getLong(3), "is reached from nowhere"),
                namespace,
                digest,
                rows);
    }

    /** Whether a blob was found to be garbage of some namespace, which may have forgotten it since. */
    static boolean isGarbage(Session session, String digest) throws SQLException {
        return session.has("select 1 from gc_garbage where digest = ?", digest);
    }

    /** Whether any namespace knows a blob that is no garbage. */
    static boolean isKnownAfterwards(Session session, String digest) throws SQLException {
        return session.has(
                "select 1 from content c where c.digest = ? and not exists (select 1 from gc_garbage g"
                        + " where g.namespace = c.namespace and g.digest = c.digest)",
                digest);
    }
}
