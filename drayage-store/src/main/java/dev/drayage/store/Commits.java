package dev.drayage.store;

import dev.drayage.content.ContentInfo;
import dev.drayage.ingest.IngestCommitter;
import dev.drayage.ingest.IngestName;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * Makes finished files content of a namespace. A file gets its final name within the transaction that makes it known:
 * the garbage collector looks for files that nobody knows in a transaction too, so neither can come between what the
 * other sees and what it does.
 */
final class Commits implements IngestCommitter {
    /** Bounds how long others wait for the database. */
    private static final int HELD_AT_ONCE = 1000;

    private final Database database;
    private final BlobFiles blobs;
    private final BlobCheck check;
    private final ContentTable table;
    private final Retention hold;
    private final InstantSource clock;
    private final FaultPoints faults;

    Commits(StoreParts parts, ContentTable table, Retention hold) {
        this.database = parts.database();
        this.blobs = parts.blobs();
        this.check = new BlobCheck(parts.blobs());
        this.table = table;
        this.hold = hold;
        this.clock = parts.options().clock();
        this.faults = parts.faults();
    }

    @Override
    public List<Result> finish(IngestName name, List<Finished> files) throws IOException {
        faults.reached("data synced");
        return database.write(Durability.SYNCED, transaction -> {
            LeaseTable.forgetIngest(transaction, name);
            List<Result> results = new ArrayList<>();
            for (Finished file : files) {
                results.add(finish(file, transaction));
            }
            return results;
        });
    }

    private Result finish(Finished file, Transaction transaction) throws SQLException, IOException {
        Digest digest = file.digest();
        hold.content(digest, transaction);
        Optional<ContentInfo> known = table.find(transaction, digest);
        Optional<Instant> stored = ContentTable.stored(transaction, digest);
        boolean sound = check.isSound(digest, file.size(), stored);
        if (!sound) {
            blobs.take(file.file(), digest, transaction);
            if (stored.isPresent()) {
                check.setModified(digest, stored.get());
            }
        } else if (known.isEmpty()) {
            blobs.keep(digest, transaction);
        }
        faults.reached("blob named");
        if (known.isPresent()) {
            return new Result(known.get(), sound);
        }
        return new Result(insert(digest, file.size(), file.labels(), transaction), false);
    }

    /**
     * Holds content that is stored: in this namespace, or in another one if the size is right, so that it becomes this
     * one's as well.
     */
    @Override
    public Set<Digest> stored(Collection<Descriptor> expected) throws IOException {
        List<Descriptor> there = sound(expected);
        Set<Digest> stored = new HashSet<>();
        for (int from = 0; from < there.size(); from += HELD_AT_ONCE) {
            List<Descriptor> some = there.subList(from, Math.min(there.size(), from + HELD_AT_ONCE));
            stored.addAll(database.write(Durability.DEFERRED, transaction -> holdStored(some, transaction)));
        }
        return stored;
    }

    private List<Descriptor> sound(Collection<Descriptor> expected) throws IOException {
        List<Descriptor> found = new ArrayList<>();
        for (Descriptor descriptor : expected) {
            if (blobs.size(descriptor.digest()).isPresent()) {
                found.add(descriptor);
            }
        }
        if (found.isEmpty()) {
            return found;
        }
        Map<Digest, Instant> stored = database.read(session -> {
            Map<Digest, Instant> times = new HashMap<>();
            for (Descriptor descriptor : found) {
                ContentTable.stored(session, descriptor.digest())
                        .ifPresent(time -> times.put(descriptor.digest(), time));
            }
            return times;
        });
        List<Descriptor> sound = new ArrayList<>();
        for (Descriptor descriptor : found) {
            // Its own size: what was said of a blob that is stored may be wrong.
            OptionalLong size = blobs.size(descriptor.digest());
            if (size.isPresent()
                    && check.isSound(
                            descriptor.digest(),
                            size.getAsLong(),
                            Optional.ofNullable(stored.get(descriptor.digest())))) {
                sound.add(descriptor);
            }
        }
        return sound;
    }

    private Set<Digest> holdStored(List<Descriptor> expected, Transaction transaction)
            throws SQLException, IOException {
        Set<Digest> held = new HashSet<>();
        for (Descriptor descriptor : expected) {
            Digest digest = descriptor.digest();
            // Looked at again: the collector may have come in between.
            if (blobs.size(digest).isEmpty()) {
                continue;
            }
            if (!table.has(transaction, digest)) {
                if (!isThere(digest, descriptor.size())) {
                    continue;
                }
                blobs.keep(digest, transaction);
                insert(digest, descriptor.size(), Collections.emptySortedMap(), transaction);
            }
            hold.content(digest, transaction);
            held.add(digest);
        }
        return held;
    }

    @Override
    public void begun(IngestName name) throws IOException {
        if (hold.isDeliberate()) {
            database.write(Durability.DEFERRED, transaction -> {
                hold.ingest(name.ref(), transaction);
                return name;
            });
        }
        faults.reached("ingest locked");
    }

    @Override
    public void aborted(IngestName name) throws IOException {
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
        return database.write(Durability.DEFERRED, transaction -> holdKnown(digest, transaction));
    }

    private Optional<ContentInfo> holdKnown(Digest digest, Transaction transaction) throws SQLException, IOException {
        Optional<ContentInfo> known = table.find(transaction, digest);
        if (known.isPresent()) {
            hold.content(digest, transaction);
        }
        return known;
    }

    private ContentInfo insert(Digest digest, long size, SortedMap<String, String> labels, Transaction transaction)
            throws SQLException {
        Instant now = clock.instant();
        ContentInfo info = new ContentInfo(digest, size, now, now, labels);
        table.insert(transaction, info);
        return info;
    }

    private boolean isThere(Digest digest, long size) throws IOException {
        OptionalLong found = blobs.size(digest);
        return found.isPresent() && found.getAsLong() == size;
    }
}
