package dev.drayage.store;

import dev.drayage.oci.Digest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a store that several machines use knows of the bytes of each blob, whichever namespaces have it. */
final class BlobTable {
    private static final int ARRIVING = 0;
    private static final int PRESENT = 1;
    private static final int LEAVING = 2;

    private static final int ASKED_AT_ONCE = 100;

    /** A writer that takes longer than this to move its bytes starts over. */
    private static final Duration ARRIVAL = Duration.ofHours(1);

    private BlobTable() {}

    /** What whoever wants to store a blob finds. */
    enum Claim {
        /** It is there. */
        PRESENT,
        /** Its bytes are to be written; nobody removes them for a while. */
        ABSENT,
        /** It is being removed, and has to be waited for. */
        LEAVING
    }

    /**
     * What whoever wants to store a blob was told.
     *
     * @param arrival for {@link Claim#ABSENT} only: which arrival of its bytes it is, to be said when they are there; that of
     *     others who write them at the same time too, until a removal comes between
     */
    record Claimed(Claim claim, String arrival) {}

    private record Row(
            int state,
            Instant until,
            long size,
            boolean suspect,
            @Nullable String arrival) {}

    /** A blob and its size. */
    record Sized(Digest digest, long size) {}

    /** Announces the bytes of a blob, before they are written where they belong. */
    static Claimed claim(Session session, Digest digest, long size) throws SQLException {
        Instant now = session.now();
        Instant end = now.plus(ARRIVAL);
        Optional<Row> found = session.first(
                "select state, until, size, suspect, arrival from blob where digest = ?"
                        + session.dialect().locking(),
                row -> new Row(
                        row.getInt(1),
                        Times.instant(row.getLong(2)),
                        row.getLong(3),
                        row.getInt(4) != 0,
                        row.getString(5)),
                digest.toString());
        String fresh = UUID.randomUUID().toString();
        if (found.isEmpty()) {
            session.update(
                    "insert into blob (digest, size, state, until, token, suspect, arrival)"
                            + " values (?, ?, ?, ?, null, 0, ?)",
                    digest.toString(),
                    size,
                    ARRIVING,
                    Times.nanos(end),
                    fresh);
            return new Claimed(Claim.ABSENT, fresh);
        }
        Row row = found.get();
        if (row.state() == PRESENT && row.size() == size && !row.suspect()) {
            return new Claimed(Claim.PRESENT, "");
        }
        if (row.state() == LEAVING && row.until().isAfter(now)) {
            return new Claimed(Claim.LEAVING, "");
        }
        String known = row.arrival();
        String arrival = row.state() == ARRIVING && known != null ? known : fresh;
        session.update(
                "update blob set state = ?, until = ?, token = null, arrival = ? where digest = ?",
                ARRIVING,
                Times.nanos(end),
                arrival,
                digest.toString());
        return new Claimed(Claim.ABSENT, arrival);
    }

    /**
     * Says that the bytes are where they belong; false if somebody has begun to remove them since this arrival was
     * announced, even if they were announced again after that.
     */
    static boolean arrived(Session session, Digest digest, long size, String arrival) throws SQLException {
        return session.update(
                        "update blob set state = ?, size = ?, until = 0, token = null, suspect = 0"
                                + " where digest = ? and state = ? and arrival = ?",
                        PRESENT,
                        size,
                        digest.toString(),
                        ARRIVING,
                        arrival)
                > 0;
    }

    /** Takes note of a blob whose bytes were found; one that is known stays as it is. */
    static void found(Session session, Sized blob) throws SQLException {
        session.update(
                "insert into blob (digest, size, state, until, token, suspect) values (?, ?, ?, 0, null, 0)"
                        + " on conflict do nothing",
                blob.digest().toString(),
                blob.size(),
                PRESENT);
    }

    /** Whether a blob of this size is there, to stay until the transaction ends. */
    static boolean keep(Session session, Digest digest, long size) throws SQLException {
        return session.has(
                "select 1 from blob where digest = ? and size = ? and state = ? and suspect = 0"
                        + session.dialect().sharing(),
                digest.toString(),
                size,
                PRESENT);
    }

    /** Those of some blobs that are there and not suspect, with their sizes. */
    static Map<Digest, Long> present(Session session, Collection<Digest> digests) throws SQLException {
        Map<Digest, Long> present = new HashMap<>();
        List<Digest> all = new ArrayList<>(digests);
        for (int from = 0; from < all.size(); from += ASKED_AT_ONCE) {
            List<Digest> some = all.subList(from, Math.min(all.size(), from + ASKED_AT_ONCE));
            // As many marks each time: so it is one statement, prepared once.
            Object[] values = new Object[ASKED_AT_ONCE];
            for (int i = 0; i < ASKED_AT_ONCE; i++) {
                values[i] = some.get(Math.min(i, some.size() - 1)).toString();
            }
            session.list(
                    "select digest, size from blob where state = 1 and suspect = 0 and digest in ("
                            + String.join(", ", Collections.nCopies(ASKED_AT_ONCE, "?")) + ")",
                    row -> present.put(Digest.parse(row.getString(1)), row.getLong(2)),
                    values);
        }
        return present;
    }

    /** Has a blob written anew when it next comes. */
    static void suspect(Session session, Digest digest) throws SQLException {
        session.update("update blob set suspect = 1 where digest = ? and state = ?", digest.toString(), PRESENT);
    }

    /** Notes in a temporary table which blobs no namespace has, and whose writer or remover has not come back. */
    static void noteUnheld(Session session) throws SQLException {
        session.execute("drop table if exists gc_blob");
        session.execute(session.dialect().schema("create temporary table gc_blob (digest text not null primary key)"));
        session.update(
                "insert into gc_blob (digest) select b.digest from blob b where (b.state = 1 or b.until <= ?)"
                        + " and not exists (select 1 from content c where c.digest = b.digest)",
                Times.nanos(session.now()));
    }

    /** The next few of these. */
    static List<String> unheld(Session session, String after, int rows) throws SQLException {
        return session.list(
                "select digest from gc_blob where digest > ? order by digest limit ?",
                row -> row.getString(1),
                after,
                rows);
    }

    /**
     * Marks those of them from one to another to be removed. Each statement sees what was committed before it: whoever
     * gives a blob to a namespace locks its row first, so that once this has locked it, that is seen or has not happened.
     */
    static List<Sized> leave(Transaction transaction, String token, Instant until, String first, String last)
            throws SQLException {
        transaction.update(
                "update blob set token = ? where digest in"
                        + " (select g.digest from gc_blob g where g.digest >= ? and g.digest <= ?)"
                        + " and (state = 1 or until <= ?)",
                token,
                first,
                last,
                Times.nanos(transaction.now()));
        return leaveMarked(transaction, token, until);
    }

    private static List<Sized> leaveMarked(Transaction transaction, String token, Instant until) throws SQLException {
        transaction.update(
                "update blob set state = ?, until = ? where token = ?"
                        + " and not exists (select 1 from content c where c.digest = blob.digest)",
                LEAVING,
                Times.nanos(until),
                token);
        transaction.update("update blob set token = null where token = ? and state <> ?", token, LEAVING);
        return transaction.list(
                "select digest, size from blob where token = ? order by digest",
                row -> new Sized(Digest.parse(row.getString(1)), row.getLong(2)),
                token);
    }

    /** Marks one blob so, if no namespace has it. */
    static List<Sized> leave(Transaction transaction, String token, Instant until, Digest digest) throws SQLException {
        transaction.update(
                "update blob set token = ? where digest = ? and state = ?", token, digest.toString(), PRESENT);
        return leaveMarked(transaction, token, until);
    }

    /** Forgets a blob whose bytes are gone; false if it is not this one's to remove any more. */
    static boolean left(Session session, String token, Digest digest) throws SQLException {
        return session.update(
                        "delete from blob where digest = ? and token = ? and state = ?",
                        digest.toString(),
                        token,
                        LEAVING)
                > 0;
    }

    /** Whether a blob is known, and not to be removed: arriving or there. */
    static boolean isWanted(Session session, Digest digest) throws SQLException {
        return session.has("select 1 from blob where digest = ? and state <> ?", digest.toString(), LEAVING);
    }

    /** Blobs that no namespace has unless the garbage is counted. */
    static List<Sized> unheldAfterwards(Session session, String after, int rows) throws SQLException {
        return session.list(
                "select b.digest, b.size from blob b where b.digest > ? and b.state = 1 and not exists"
                        + " (select 1 from content c where c.digest = b.digest and not exists (select 1 from gc_garbage g"
                        + " where g.namespace = c.namespace and g.digest = c.digest)) order by b.digest limit ?",
                row -> new Sized(Digest.parse(row.getString(1)), row.getLong(2)),
                after,
                rows);
    }
}
