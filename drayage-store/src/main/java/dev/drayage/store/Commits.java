package dev.drayage.store;

import dev.drayage.content.ContentInfo;
import dev.drayage.ingest.Finishing;
import dev.drayage.ingest.IngestName;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * Makes finished files content of a namespace. A file gets its final name within the transaction that makes it known:
 * the garbage collector looks for files that nobody knows in a transaction too, so neither can come between what the
 * other sees and what it does.
 */
final class Commits implements Finishing {
    private final Database database;
    private final BlobFiles blobs;
    private final ContentTable table;
    private final Hold hold;
    private final InstantSource clock;
    private final FaultPoints faults;

    Commits(StoreParts parts, ContentTable table, Hold hold) {
        this.database = parts.database();
        this.blobs = parts.blobs();
        this.table = table;
        this.hold = hold;
        this.clock = parts.options().clock();
        this.faults = parts.faults();
    }

    @Override
    public Result finish(IngestName name, Path file, Digest digest, long size, SortedMap<String, String> labels)
            throws IOException {
        faults.reached("data synced");
        return database.write(Durability.SYNCED, transaction -> {
            hold.content(digest, transaction);
            LeaseTable.forgetIngest(transaction, name);
            Optional<ContentInfo> known = table.find(transaction, digest);
            if (!isThere(digest, size)) {
                blobs.take(file, digest, transaction);
            } else if (known.isEmpty()) {
                blobs.keep(digest, transaction);
            }
            faults.reached("blob named");
            if (known.isPresent()) {
                return new Result(known.get(), true);
            }
            return new Result(insert(digest, size, labels, transaction), false);
        });
    }

    /**
     * Holds content that is stored: in this namespace, or in another one if the size is right, so that it becomes this
     * one's as well.
     */
    @Override
    public Optional<ContentInfo> stored(Descriptor expected) throws IOException {
        Digest digest = expected.digest();
        long size = expected.size();
        if (blobs.size(digest).isEmpty()) {
            return Optional.empty();
        }
        return database.write(Durability.DEFERRED, transaction -> {
            // Looked at again: the collector may have come in between.
            if (blobs.size(digest).isEmpty()) {
                return Optional.empty();
            }
            Optional<ContentInfo> known = table.find(transaction, digest);
            if (known.isEmpty() && !isThere(digest, size)) {
                return Optional.empty();
            }
            hold.content(digest, transaction);
            if (known.isPresent()) {
                return known;
            }
            blobs.keep(digest, transaction);
            return Optional.of(insert(digest, size, Collections.emptySortedMap(), transaction));
        });
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
