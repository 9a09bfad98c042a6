package dev.drayage.store;

import dev.drayage.metadata.Lease;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a garbage collection looked at, and what becomes of it.
 *
 * @param kind what it is
 * @param fate what becomes of it
 * @param namespace whose it is; null for a file that nobody owns any more
 * @param name its digest, ref or id
 * @param size how many bytes it takes, as far as that is known; 0 for a lease
 * @param reason why it stays or goes, in words that follow the name
 */
public record GcItem(Kind kind, Fate fate, @Nullable String namespace, String name, long size, String reason) {
    /** What there is to collect. */
    public enum Kind {
        /** What a namespace knows of a blob. */
        CONTENT,
        /** The file of a blob, which all namespaces share: what frees space. */
        BLOB,
        /** An ingest that nobody goes on with. */
        INGEST,
        /** A lease that has expired. */
        LEASE
    }

    /** What becomes of something. */
    public enum Fate {
        /** It goes; when garbage is only surveyed, it would go. */
        FREED,
        /** It stays. */
        KEPT
    }

    /** A lease, which goes once it has expired. */
    static GcItem of(String namespace, Lease lease, Instant now) {
        Instant expires = lease.expires();
        boolean lasts = expires == null || expires.isAfter(now);
        return new GcItem(
                Kind.LEASE,
                lasts ? Fate.KEPT : Fate.FREED,
                namespace,
                lease.id(),
                0,
                expires == null ? "never expires" : (lasts ? "lasts until " : "expired at ") + expires);
    }

    /** Takes note of one thing after the other. */
    @FunctionalInterface
    public interface Listener {
        /** Ignores what it is told. */
        Listener NONE = item -> {};

        /** One thing; called by the thread that collects. */
        void found(GcItem item);
    }
}
