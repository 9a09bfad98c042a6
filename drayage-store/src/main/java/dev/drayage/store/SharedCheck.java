package dev.drayage.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Compares what the database says of blobs with a listing of them, while others store some and remove some. */
final class SharedCheck {
    private static final int ROWS = 100;
    private static final int TOLD = 100;

    /** Stored before the listing began, and not anew since, and not in it. */
    private static final String ABSENT = " from blob b where b.state = 1 and exists"
            + " (select 1 from known_blob k where k.digest = b.digest and k.stored = 1"
            + " and k.arrival = coalesce(b.arrival, ''))"
            + " and not exists (select 1 from seen_blob s where s.digest = b.digest and s.size = b.size)";

    /** In the listing, and not known when it began nor now. */
    private static final String UNKNOWN =
            " from seen_blob s where not exists (select 1 from blob b where b.digest = s.digest)"
                    + " and not exists (select 1 from known_blob k where k.digest = s.digest)";

    private final Database database;
    private final List<BlobTable.Sized> some = new ArrayList<>();

    private SharedCheck(Database database) {
        this.database = database;
    }

    static StoreCheck run(SharedParts parts) throws IOException {
        try (Database pinned = parts.database().pinned()) {
            return new SharedCheck(pinned).run(parts.place());
        }
    }

    private StoreCheck run(BlobPlace place) throws IOException {
        database.write(Durability.DEFERRED, transaction -> {
            transaction.execute("drop table if exists seen_blob");
            transaction.execute(transaction
                    .dialect()
                    .schema("create temporary table seen_blob (digest text not null primary key,"
                            + " size bigint not null)"));
            transaction.execute("drop table if exists known_blob");
            transaction.execute(transaction
                    .dialect()
                    .schema("create temporary table known_blob (digest text not null primary key,"
                            + " stored integer not null, arrival text not null)"));
            transaction.update("insert into known_blob (digest, stored, arrival)"
                    + " select digest, case when state = 1 then 1 else 0 end, coalesce(arrival, '') from blob");
            return transaction;
        });
        place.walk(blob -> {
            some.add(blob);
            if (some.size() == ROWS) {
                flush();
            }
        });
        flush();
        return database.write(Durability.SYNCED, transaction -> {
            StoreCheck check = new StoreCheck(
                    count(transaction, " from blob where state = 1"),
                    first(transaction, "b", ABSENT),
                    count(transaction, ABSENT),
                    first(transaction, "s", UNKNOWN),
                    count(transaction, UNKNOWN));
            transaction.update("update blob set suspect = 1 where digest in (select b.digest" + ABSENT + ")");
            return check;
        });
    }

    private void flush() throws IOException {
        if (some.isEmpty()) {
            return;
        }
        List<Object> values = new ArrayList<>();
        some.forEach(blob -> {
            values.add(blob.digest().toString());
            values.add(blob.size());
        });
        String marks = String.join(", ", Collections.nCopies(some.size(), "(?, ?)"));
        some.clear();
        database.write(
                Durability.DEFERRED,
                transaction -> transaction.update(
                        "insert into seen_blob (digest, size) values " + marks + " on conflict do nothing",
                        values.toArray()));
    }

    private static long count(Session session, String from) throws SQLException {
        return session.first("select count(*)" + from, row -> row.getLong(1)).orElseThrow();
    }

    private static List<String> first(Session session, String table, String from) throws SQLException {
        return session.list(
                "select " + table + ".digest" + from + " order by " + table + ".digest limit ?",
                row -> row.getString(1),
                TOLD);
    }
}
