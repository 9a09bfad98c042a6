package dev.drayage.store;

import dev.drayage.content.ContentInfo;
import dev.drayage.metadata.Lease;
import dev.drayage.oci.Digest;
import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees what nothing holds.
 *
 * <p>What is reachable is found out, and the rest forgotten, in one transaction: nothing that becomes reachable meanwhile
 * can be missed, for whoever writes or re-uses content records the lease that holds it in the transaction that finds or
 * makes it. That transaction is synced before any file is removed.
 */
final class GarbageCollector {
    private static final String ADOPTING_NAMESPACE = "default";
    private static final int PAGE_ROWS = 200;
    /** What takes no more than a few pages of the database for each. */
    private static final int SCARCE_ROWS = 32;

    private final StoreParts parts;
    private final boolean surveysOnly;
    private final GcTally tally;

    private GarbageCollector(StoreParts parts, boolean surveysOnly, GcItem.Listener listener) {
        this.parts = parts;
        this.surveysOnly = surveysOnly;
        this.tally = new GcTally(listener);
    }

    static GarbageCollector collecting(StoreParts parts, GcItem.Listener listener) {
        return new GarbageCollector(parts, false, listener);
    }

    static GarbageCollector surveying(StoreParts parts, GcItem.Listener listener) {
        return new GarbageCollector(parts, true, listener);
    }

    GcReport run() throws IOException {
        Closeable lock = parts.locks()
                .lock("gc", parts.options().refTimeout(), "garbage of " + parts.root() + " is being collected already");
        try (lock) {
            MetadataCheck.requireTrusted(parts);
            Instant now = parts.options().clock().instant();
            leases(now);
            try {
                metadata(now, Integer.MAX_VALUE);
            } catch (IOException e) {
                if (!parts.reserve().giveUp()) {
                    throw e;
                }
                makeRoom(now);
                metadata(now, Integer.MAX_VALUE);
            }
            tell(GcMarks::kept, Fate.KEPT);
            tell(GcMarks::garbage, Fate.FREED);
            blobs();
            new IngestSweep(
                            parts.ingestFolder(),
                            parts.locks(),
                            parts.database(),
                            parts.options().retention(),
                            parts.faults(),
                            surveysOnly,
                            tally)
                    .run(now);
            parts.reserve().make();
            return tally.report();
        }
    }

    private void metadata(Instant now, int most) throws IOException {
        parts.database().write(surveysOnly ? Durability.DEFERRED : Durability.SYNCED, transaction -> {
            GcMarks.mark(transaction, now, most);
            if (!surveysOnly) {
                LeaseTable.deleteExpired(transaction, now);
                GcMarks.sweep(transaction);
            }
            return now;
        });
        parts.faults().reached("metadata swept");
    }

    /** Frees a little, which the reserve is enough for, on a disk where there is no room to free all at once. */
    private void makeRoom(Instant now) throws IOException {
        if (!surveysOnly) {
            metadata(now, SCARCE_ROWS);
            tell(GcMarks::garbage, Fate.FREED);
            blobs();
        }
    }

    private void leases(Instant now) throws IOException {
        List<String> namespaces = parts.database().read(LeaseTable::namespaces);
        for (String namespace : namespaces) {
            for (Lease lease : parts.database().read(new LeaseTable(namespace)::list)) {
                tally.found(GcItem.of(namespace, lease, now));
            }
        }
    }

    private void tell(GcMarks.Pages page, Fate fate) throws IOException {
        String namespace = "";
        String digest = "";
        while (true) {
            String lastNamespace = namespace;
            String lastDigest = digest;
            List<GcMarks.Row> rows = parts.database()
                    .write(
                            Durability.DEFERRED,
                            transaction -> page.after(transaction, lastNamespace, lastDigest, PAGE_ROWS));
            if (rows.isEmpty()) {
                return;
            }
            for (GcMarks.Row row : rows) {
                tally.found(new GcItem(Kind.CONTENT, fate, row.namespace(), row.digest(), row.size(), row.reason()));
            }
            namespace = rows.get(rows.size() - 1).namespace();
            digest = rows.get(rows.size() - 1).digest();
        }
    }

    private void blobs() throws IOException {
        List<Digest> some = new ArrayList<>();
        parts.blobs().walk(digest -> {
            some.add(digest);
            if (some.size() == PAGE_ROWS) {
                unknown(some);
                some.clear();
            }
        });
        unknown(some);
    }

    private void unknown(List<Digest> some) throws IOException {
        if (surveysOnly) {
            survey(some);
            return;
        }
        List<Digest> forgotten = new ArrayList<>();
        List<Digest> lost = new ArrayList<>();
        parts.database().write(Durability.DEFERRED, transaction -> {
            for (Digest digest : some) {
                if (!ContentTable.isKnown(transaction, digest)) {
                    (GcMarks.isGarbage(transaction, digest.toString()) ? forgotten : lost).add(digest);
                }
            }
            return some;
        });
        if (!forgotten.isEmpty()) {
            new BlobSweep(parts).removeUnknown(forgotten, this::freed);
        }
        if (!lost.isEmpty()) {
            for (ContentInfo info : new BlobAdoption(parts, ADOPTING_NAMESPACE).adopt(lost)) {
                kept(info.digest(), info.size());
            }
        }
    }

    /** Who knew it may have been lost, so it does not go at once. */
    private void kept(Digest digest, long size) {
        Instant end = parts.options().clock().instant().plus(parts.options().retention());
        tally.found(new GcItem(
                Kind.BLOB,
                Fate.KEPT,
                null,
                digest.toString(),
                size,
                "was known to no namespace, and stays until " + end + " in case it was lost"));
    }

    private void survey(List<Digest> some) throws IOException {
        List<Digest> forgotten = new ArrayList<>();
        List<Digest> lost = new ArrayList<>();
        parts.database().write(Durability.DEFERRED, transaction -> {
            for (Digest digest : some) {
                if (!GcMarks.isKnownAfterwards(transaction, digest.toString())) {
                    (GcMarks.isGarbage(transaction, digest.toString()) ? forgotten : lost).add(digest);
                }
            }
            return some;
        });
        for (Digest digest : forgotten) {
            parts.blobs().size(digest).ifPresent(bytes -> freed(digest, bytes));
        }
        for (Digest digest : lost) {
            parts.blobs().size(digest).ifPresent(bytes -> kept(digest, bytes));
        }
    }

    private void freed(Digest digest, long size) {
        tally.found(new GcItem(Kind.BLOB, Fate.FREED, null, digest.toString(), size, "is known to no namespace"));
    }
}
