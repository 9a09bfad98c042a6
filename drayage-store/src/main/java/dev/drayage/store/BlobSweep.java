package dev.drayage.store;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Removes files that no namespace knows. That is found out and done within one transaction, and what gives a file its
 * name or makes it known is a transaction too. What made the file unknown has been committed, and synced, before: a file
 * that is gone is never one that a power cut makes known again.
 */
final class BlobSweep {
    private final StoreParts parts;

    BlobSweep(StoreParts parts) {
        this.parts = parts;
    }

    /** What was removed. */
    interface Removed {
        void removed(Digest digest, long size);
    }

    void removeUnknown(List<Digest> digests) throws IOException {
        removeUnknown(digests, (digest, size) -> {});
    }

    /** Removes those of a few files that nobody knows. */
    void removeUnknown(List<Digest> digests, Removed removed) throws IOException {
        parts.database().write(Durability.DEFERRED, transaction -> {
            for (Digest digest : digests) {
                if (!ContentTable.isKnown(transaction, digest)) {
                    OptionalLong size = parts.blobs().delete(digest);
                    parts.faults().reached("blob removed");
                    size.ifPresent(bytes -> removed.removed(digest, bytes));
                }
            }
            return digests.size();
        });
    }
}
