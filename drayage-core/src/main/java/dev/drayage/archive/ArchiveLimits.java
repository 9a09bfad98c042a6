package dev.drayage.archive;

import dev.drayage.tar.TarLimits;

/**
 * What an archive may hold before it counts as hostile.
 *
 * @param maxEntries headers in the tar, 1 or more
 * @param maxHeaderBytes bytes of one PAX or GNU extended header, 1 or more
 */
public record ArchiveLimits(int maxEntries, int maxHeaderBytes) {

    /** Checks the ranges. */
    public ArchiveLimits {
        if (maxEntries < 1 || maxHeaderBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be 1 or more: entries " + maxEntries + ", header bytes " + maxHeaderBytes);
        }
    }

    /** A million entries, 1 MiB for an extended header. */
    public static ArchiveLimits defaults() {
        return new ArchiveLimits(1_000_000, 1 << 20);
    }

    TarLimits toTar() {
        return new TarLimits(maxEntries, maxHeaderBytes);
    }
}
