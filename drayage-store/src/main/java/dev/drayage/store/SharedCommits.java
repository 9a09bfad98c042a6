package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.HeldException;
import dev.drayage.ingest.IngestCommitter.Result;
import dev.drayage.ingest.IngestName;
import dev.drayage.ingest.Ingests;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.store.BlobTable.Claim;
import dev.drayage.store.BlobTable.Claimed;
import dev.drayage.task.Backoff;
import dev.drayage.task.Retries;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Makes blobs content of a namespace in a store that several machines use, by three steps: they are announced in a
 * transaction, their bytes are written where they belong, and a second transaction makes them known. Whoever dies in
 * between leaves bytes that the database knows of, and that are removed after a while.
 */
final class SharedCommits {
    private static final int HELD_AT_ONCE = 100;
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(1));

    private final Database database;
    private final WorkLocks locks;
    private final ContentTable table;
    private final Retention hold;
    private final Duration timeout;
    private final FaultPoints faults;

    SharedCommits(
            Database database,
            WorkLocks locks,
            ContentTable table,
            Retention hold,
            Duration timeout,
            FaultPoints faults) {
        this.database = database;
        this.locks = locks;
        this.table = table;
        this.hold = hold;
        this.timeout = timeout;
        this.faults = faults;
    }

    String namespace() {
        return table.namespace();
    }

    FaultPoints faults() {
        return faults;
    }

    Database database() {
        return database;
    }

    /** A blob that is complete, and what is to be noted of it. */
    record Complete(Digest digest, long size, SortedMap<String, String> labels) {}

    /** Writes the bytes of blobs where they belong. */
    @FunctionalInterface
    interface Placing {
        void place(Set<Digest> absent) throws IOException;
    }

    /**
     * Makes blobs content, all or none.
     *
     * @param name the ingest they are of, whose lock this process has
     * @return what became of each, in their order
     */
    List<Result> commit(IngestName name, List<Complete> blobs, Placing placing) throws IOException {
        List<Complete> sorted = new ArrayList<>(blobs);
        // So that two who commit the same wait for each other in turn.
        sorted.sort(Comparator.comparing(blob -> blob.digest().toString()));
        Retries retries = Retries.within(timeout, Sleeper.ofSystem(), BACKOFF, "waiting for a blob to be removed");
        while (true) {
            Map<Digest, Claimed> claims =
                    database.write(Durability.SYNCED, transaction -> claim(name, sorted, transaction));
            if (claims.values().stream().noneMatch(each -> each.claim() == Claim.LEAVING)) {
                faults.reached("blobs claimed");
                Map<Digest, String> arrivals = new HashMap<>();
                claims.forEach((digest, each) -> {
                    if (each.claim() == Claim.ABSENT) {
                        arrivals.put(digest, each.arrival());
                    }
                });
                placing.place(arrivals.keySet());
                faults.reached("blobs placed");
                Map<Digest, Result> results =
                        database.write(Durability.SYNCED, transaction -> publish(name, sorted, arrivals, transaction));
                if (!results.isEmpty() || blobs.isEmpty()) {
                    faults.reached("blobs known");
                    return blobs.stream()
                            .map(blob -> Objects.requireNonNull(results.get(blob.digest())))
                            .toList();
                }
            }
            if (!retries.failed()) {
                throw new HeldException("a blob of ingest " + name.ref()
                        + " is being removed by a collection of garbage; try again when that is done");
            }
            retries.pause();
        }
    }

    private Map<Digest, Claimed> claim(IngestName name, List<Complete> blobs, Transaction transaction)
            throws SQLException, IOException {
        locks.require(Ingests.lockName(name.key()), transaction);
        Map<Digest, Claimed> claims = new HashMap<>();
        for (Complete blob : blobs) {
            claims.put(blob.digest(), BlobTable.claim(transaction, blob.digest(), blob.size()));
        }
        return claims;
    }

    /** Empty if one was removed since it was claimed. */
    private Map<Digest, Result> publish(
            IngestName name, List<Complete> blobs, Map<Digest, String> arrivals, Transaction transaction)
            throws SQLException, IOException {
        locks.require(Ingests.lockName(name.key()), transaction);
        Set<Digest> wereThere = new HashSet<>();
        for (Complete blob : blobs) {
            if (BlobTable.keep(transaction, blob.digest(), blob.size())) {
                wereThere.add(blob.digest());
                continue;
            }
            String arrival = arrivals.get(blob.digest());
            if (arrival == null || !BlobTable.arrived(transaction, blob.digest(), blob.size(), arrival)) {
                return Map.of();
            }
        }
        LeaseTable.forgetIngest(transaction, name);
        Map<Digest, Result> results = new HashMap<>();
        for (Complete blob : blobs) {
            results.put(blob.digest(), publish(blob, wereThere.contains(blob.digest()), transaction));
        }
        return results;
    }

    private Result publish(Complete blob, boolean wasThere, Transaction transaction) throws SQLException, IOException {
        Optional<ContentInfo> known =
                table.keep(transaction, blob.digest()) ? table.find(transaction, blob.digest()) : Optional.empty();
        hold.content(blob.digest(), transaction);
        return known.isPresent() ? new Result(known.get(), wasThere) : new Result(insert(blob, transaction), false);
    }

    private ContentInfo insert(Complete blob, Transaction transaction) throws SQLException {
        Instant now = transaction.now();
        ContentInfo info = new ContentInfo(blob.digest(), blob.size(), now, now, blob.labels());
        // It may be about to be forgotten: what was noted of it then goes.
        table.delete(transaction, blob.digest());
        table.insert(transaction, info);
        return info;
    }

    /** Those of the contents that are stored, here or in another namespace with the right size; they stay. */
    Set<Digest> stored(Collection<Descriptor> expected) throws IOException {
        Map<Digest, Descriptor> distinct = new HashMap<>();
        expected.forEach(descriptor -> distinct.put(descriptor.digest(), descriptor));
        Map<Digest, Long> present = database.read(session -> BlobTable.present(session, distinct.keySet()));
        List<Descriptor> there = new ArrayList<>();
        for (Descriptor descriptor : distinct.values()) {
            if (present.containsKey(descriptor.digest())) {
                there.add(descriptor);
            }
        }
        there.sort(Comparator.comparing(descriptor -> descriptor.digest().toString()));
        Set<Digest> stored = new HashSet<>();
        for (int from = 0; from < there.size(); from += HELD_AT_ONCE) {
            List<Descriptor> some = there.subList(from, Math.min(there.size(), from + HELD_AT_ONCE));
            stored.addAll(database.write(Durability.DEFERRED, transaction -> hold(some, present, transaction)));
        }
        return stored;
    }

    private Set<Digest> hold(List<Descriptor> expected, Map<Digest, Long> present, Transaction transaction)
            throws SQLException, IOException {
        Set<Digest> held = new HashSet<>();
        for (Descriptor descriptor : expected) {
            Digest digest = descriptor.digest();
            if (!table.keep(transaction, digest)) {
                if (present.getOrDefault(digest, -1L) != descriptor.size()
                        || !BlobTable.keep(transaction, digest, descriptor.size())) {
                    continue;
                }
                insert(new Complete(digest, descriptor.size(), Collections.emptySortedMap()), transaction);
            }
            hold.content(digest, transaction);
            held.add(digest);
        }
        return held;
    }

    /** An ingest is going to be written. */
    void begun(IngestName name) throws IOException {
        if (hold.isDeliberate()) {
            database.write(Durability.DEFERRED, transaction -> {
                hold.ingest(name.ref(), transaction);
                return name;
            });
        }
        faults.reached("ingest locked");
    }

    /** An ingest was thrown away. */
    void aborted(IngestName name) throws IOException {
        database.write(Durability.DEFERRED, transaction -> {
            LeaseTable.forgetIngest(transaction, name);
            return name;
        });
    }

    /** What is known of content, which is then held if whoever asks holds what it asks for. */
    Optional<ContentInfo> info(Digest digest) throws IOException {
        Optional<ContentInfo> info = database.read(session -> table.find(session, digest));
        if (info.isEmpty() || !hold.isDeliberate()) {
            return info;
        }
        return database.write(Durability.DEFERRED, transaction -> {
            if (!table.keep(transaction, digest)) {
                return Optional.empty();
            }
            hold.content(digest, transaction);
            return table.find(transaction, digest);
        });
    }

    /** That an ingest has been taken over, or was collected, by somebody else. */
    static ContentException lost(IngestName name) {
        return new ContentException(
                Kind.UNAVAILABLE,
                "ingest " + name.ref() + " was aborted while it was being written; open another writer to restart it");
    }
}
