package dev.drayage.store;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Removes blobs that no namespace has, by three steps: a transaction marks them, under a token of this removal, and says
 * until when nobody may bring them back; then their bytes are removed; then a transaction forgets them. Whoever wants to
 * store one meanwhile waits for that, or until that time; and by then this removes none any more, by its own clock for
 * differences, which was looked at before the database's was.
 */
final class SharedRemoval {
    private final SharedParts parts;
    private final Database database;

    SharedRemoval(SharedParts parts, Database database) {
        this.parts = parts;
        this.database = database;
    }

    /** Marks blobs, in a transaction of which each statement sees what was committed before. */
    @FunctionalInterface
    interface Marking {
        List<BlobTable.Sized> mark(Transaction transaction, String token, Instant until)
                throws java.sql.SQLException, IOException;
    }

    /** Removes a blob if no namespace has it. */
    void remove(Digest digest) throws IOException {
        remove((transaction, token, until) -> BlobTable.leave(transaction, token, until, digest));
    }

    /** Removes what is marked; returns what is gone. */
    List<BlobTable.Sized> remove(Marking marking) throws IOException {
        String token = UUID.randomUUID().toString();
        Duration window = parts.timing().removal();
        long start = System.nanoTime();
        long startOfWall = System.currentTimeMillis();
        List<BlobTable.Sized> marked = database.writeStepwise(transaction ->
                marking.mark(transaction, token, transaction.now().plus(window)));
        parts.faults().reached("blobs leaving");
        if (marked.isEmpty()) {
            return marked;
        }
        long limit = window.toNanos() / 2;
        List<Digest> removed = parts.place()
                .remove(
                        token,
                        marked.stream().map(BlobTable.Sized::digest).toList(),
                        // The one stands still while the machine sleeps, the other may be set back.
                        () -> System.nanoTime() - start < limit
                                && System.currentTimeMillis() - startOfWall < window.toMillis() / 2);
        parts.faults().reached("blobs removed");
        Set<Digest> gone = database.write(Durability.SYNCED, transaction -> {
            Set<Digest> left = new HashSet<>();
            for (Digest digest : removed) {
                if (BlobTable.left(transaction, token, digest)) {
                    left.add(digest);
                }
            }
            return left;
        });
        parts.faults().reached("blobs forgotten");
        parts.place().removed(token, removed, gone);
        List<BlobTable.Sized> result = new ArrayList<>(marked);
        result.removeIf(blob -> !gone.contains(blob.digest()));
        return result;
    }
}
