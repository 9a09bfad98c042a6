package dev.drayage.store;

import dev.drayage.content.HeldException;
import dev.drayage.labels.GcLabels;
import dev.drayage.metadata.Lease;
import dev.drayage.oci.Digest;
import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Frees what nothing holds in a store that several machines use, while all of them go on.
 *
 * <p>What is reachable is found out at one moment, and the rest is marked as about to be forgotten, a few at a time: from
 * then on nobody takes it for stored. What came to be held between that moment and the mark is found by looking a second
 * time, and stays; what is still marked then nobody can have come to hold since. Only that is forgotten, and the bytes are
 * removed by {@link SharedRemoval}. All that a collector writes it writes only as long as nobody has taken its place.
 */
final class SharedCollector {
    static final String LOCK = "gc";
    private static final int PAGE_ROWS = 200;
    private static final String PAGE = " (namespace, digest) >= (?, ?) and (namespace, digest) <= (?, ?)";

    private final SharedParts parts;
    private final boolean surveysOnly;
    private final GcTally tally;
    private final String token = UUID.randomUUID().toString();

    SharedCollector(SharedParts parts, boolean surveysOnly, GcItem.Listener listener) {
        this.parts = parts;
        this.surveysOnly = surveysOnly;
        this.tally = new GcTally(listener);
    }

    GcReport run() throws IOException {
        Optional<Closeable> lock = parts.work().tryLock(LOCK);
        if (lock.isEmpty()) {
            throw new HeldException(
                    "garbage of " + parts.location() + " is being collected already; try again when that is done");
        }
        Closeable held = lock.get();
        try (held;
                Database database = parts.database().pinned()) {
            Instant now = database.read(Session::now);
            leases(database, now);
            if (surveysOnly) {
                mark(database);
                tellKept(database);
                surveyGarbage(database);
                surveyBlobs(database);
            } else {
                collect(database);
            }
            parts.place().sweep(new BlobPlace.Sweep(database, now, surveysOnly, tally));
            return tally.report();
        }
    }

    private void collect(Database database) throws IOException {
        guarded(database, transaction -> {
            transaction.update("update content set doomed = null where doomed is not null");
            LeaseTable.deleteExpired(transaction, transaction.now());
            return token;
        });
        mark(database);
        parts.faults().reached("garbage marked");
        eachPage(database, GcMarks::garbage, this::doom);
        parts.faults().reached("garbage doomed");
        mark(database);
        guarded(
                database,
                transaction -> transaction.update(
                        "update content set doomed = null where doomed = ? and exists (select 1 from gc_mark m"
                                + " where m.namespace = content.namespace and m.digest = content.digest)",
                        token));
        parts.faults().reached("held spared");
        tellKept(database);
        eachPage(database, GcMarks::garbage, this::forget);
        parts.faults().reached("metadata swept");
        blobs(database);
    }

    /** Writes, as long as nobody else has become the collector. */
    private <T> T guarded(Database database, Database.Change<T> change) throws IOException {
        return database.writeStepwise(transaction -> {
            parts.work().require(LOCK, transaction);
            return change.run(transaction);
        });
    }

    private static void mark(Database database) throws IOException {
        database.write(Durability.DEFERRED, transaction -> {
            GcMarks.mark(transaction, transaction.now(), Integer.MAX_VALUE);
            return transaction;
        });
    }

    private interface Page {
        void of(Database database, GcMarks.Row first, GcMarks.Row last, List<GcMarks.Row> rows) throws IOException;
    }

    private void eachPage(Database database, GcMarks.Pages pages, Page page) throws IOException {
        String namespace = "";
        String digest = "";
        while (true) {
            String lastNamespace = namespace;
            String lastDigest = digest;
            List<GcMarks.Row> rows = database.write(
                    Durability.DEFERRED, transaction -> pages.after(transaction, lastNamespace, lastDigest, PAGE_ROWS));
            if (rows.isEmpty()) {
                return;
            }
            GcMarks.Row last = rows.get(rows.size() - 1);
            page.of(database, rows.get(0), last, rows);
            namespace = last.namespace();
            digest = last.digest();
        }
    }

    /**
     * Marks what may be forgotten, and looks once it is locked whether somebody holds it by now: who has just stored it
     * again finds it stored.
     */
    private void doom(Database database, GcMarks.Row first, GcMarks.Row last, List<GcMarks.Row> rows)
            throws IOException {
        guarded(database, transaction -> {
            transaction.update(
                    "update content set doomed = ? where" + PAGE + " and doomed is null and exists"
                            + " (select 1 from gc_garbage g where g.namespace = content.namespace"
                            + " and g.digest = content.digest)",
                    token,
                    first.namespace(),
                    first.digest(),
                    last.namespace(),
                    last.digest());
            return transaction.update(
                    "update content set doomed = null where" + PAGE + " and doomed = ? and (exists"
                            + " (select 1 from image i where i.namespace = content.namespace"
                            + " and i.digest = content.digest) or exists (select 1 from lease_content h"
                            + " join lease l on l.namespace = h.namespace and l.id = h.lease"
                            + " where h.namespace = content.namespace and h.digest = content.digest"
                            + " and (l.expires is null or l.expires > ?)) or exists (select 1 from content_label r"
                            + " where r.namespace = content.namespace and r.digest = content.digest"
                            + " and r.label = ?))",
                    first.namespace(),
                    first.digest(),
                    last.namespace(),
                    last.digest(),
                    token,
                    Times.nanos(transaction.now()),
                    GcLabels.ROOT);
        });
    }

    private void forget(Database database, GcMarks.Row first, GcMarks.Row last, List<GcMarks.Row> rows)
            throws IOException {
        List<GcMarks.Row> forgotten = guarded(
                database,
                transaction -> transaction.list(
                        "delete from content where" + PAGE + " and doomed = ? returning namespace, digest, size",
                        row -> new GcMarks.Row(
                                row.getString(1), row.getString(2), row.getLong(3), "is reached from nowhere"),
                        first.namespace(),
                        first.digest(),
                        last.namespace(),
                        last.digest(),
                        token));
        for (GcMarks.Row row : forgotten) {
            tally.found(new GcItem(Kind.CONTENT, Fate.FREED, row.namespace(), row.digest(), row.size(), row.reason()));
        }
    }

    private void blobs(Database database) throws IOException {
        // Of nobody's concern yet, and long: a transaction that counts on the lock would keep it from being prolonged.
        database.writeStepwise(transaction -> {
            BlobTable.noteUnheld(transaction);
            return token;
        });
        SharedRemoval removal = new SharedRemoval(parts, database);
        String after = "";
        while (true) {
            String from = after;
            List<String> page =
                    database.write(Durability.DEFERRED, transaction -> BlobTable.unheld(transaction, from, PAGE_ROWS));
            if (page.isEmpty()) {
                return;
            }
            String last = page.get(page.size() - 1);
            removal.remove((transaction, removing, until) -> {
                        parts.work().require(LOCK, transaction);
                        return BlobTable.leave(transaction, removing, until, page.get(0), last);
                    })
                    .forEach(blob -> freed(blob.digest(), blob.size()));
            after = last;
        }
    }

    private void surveyGarbage(Database database) throws IOException {
        eachPage(
                database,
                GcMarks::garbage,
                (same, first, last, rows) -> rows.forEach(row -> tally.found(new GcItem(
                        Kind.CONTENT, Fate.FREED, row.namespace(), row.digest(), row.size(), row.reason()))));
    }

    private void surveyBlobs(Database database) throws IOException {
        String after = "";
        while (true) {
            String from = after;
            List<BlobTable.Sized> page = database.write(
                    Durability.DEFERRED, transaction -> BlobTable.unheldAfterwards(transaction, from, PAGE_ROWS));
            if (page.isEmpty()) {
                return;
            }
            page.forEach(blob -> freed(blob.digest(), blob.size()));
            after = page.get(page.size() - 1).digest().toString();
        }
    }

    private void freed(Digest digest, long size) {
        tally.found(new GcItem(Kind.BLOB, Fate.FREED, null, digest.toString(), size, "is known to no namespace"));
    }

    private void tellKept(Database database) throws IOException {
        eachPage(database, GcMarks::kept, (unused, first, last, rows) -> {
            for (GcMarks.Row row : rows) {
                tally.found(
                        new GcItem(Kind.CONTENT, Fate.KEPT, row.namespace(), row.digest(), row.size(), row.reason()));
            }
        });
    }

    private void leases(Database database, Instant now) throws IOException {
        for (String namespace : database.read(LeaseTable::namespaces)) {
            for (Lease lease : database.read(new LeaseTable(namespace)::list)) {
                tally.found(GcItem.of(namespace, lease, now));
            }
        }
    }
}
