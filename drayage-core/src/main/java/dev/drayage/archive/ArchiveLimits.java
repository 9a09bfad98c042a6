package dev.drayage.archive;

import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.docker.DockerArchive;
import dev.drayage.tar.TarLimits;

/**
 * What an archive may hold before it counts as hostile. Immutable.
 *
 * @param maxEntries headers in the tar, 1 or more
 * @param maxHeaderBytes bytes of one PAX or GNU extended header, 1 or more
 * @param maxNames the most names of a {@code manifest.json} that are listed together, 1 or more
 * @param maxUnpackedBytes bytes of a packed or streamed archive in all, unpacked, 1 or more
 * @param maxRatio how many times its packed size it may unpack to, 1 or more; the first GiB is free
 * @param maxZstdWindow the largest window of zstd data, in bytes, 1 KiB to 2 GiB: so much memory is taken
 */
public record ArchiveLimits(
        int maxEntries, int maxHeaderBytes, int maxNames, long maxUnpackedBytes, int maxRatio, long maxZstdWindow) {
    static final long FREE_BYTES = 1L << 30;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a limit is out of its own
     */
    public ArchiveLimits {
        if (maxEntries < 1 || maxHeaderBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be 1 or more: entries " + maxEntries + ", header bytes " + maxHeaderBytes);
        }
        if (maxNames < 1) {
            throw new IllegalArgumentException("the most names must be 1 or more, found " + maxNames);
        }
        if (maxUnpackedBytes < 1 || maxRatio < 1) {
            throw new IllegalArgumentException(
                    "limits must be 1 or more: bytes " + maxUnpackedBytes + ", ratio " + maxRatio);
        }
        ZstdWindow.requireLimit(maxZstdWindow);
    }

    /**
     * A million entries, 1 MiB for an extended header, the usual number of names; 1 TiB unpacked, a ratio of 200, and
     * windows of 128 MiB.
     */
    public static ArchiveLimits defaults() {
        TarLimits tar = TarLimits.defaults();
        return new ArchiveLimits(
                tar.maxEntries(),
                tar.maxHeaderBytes(),
                DockerArchive.DEFAULT_MAX_NAMES,
                1L << 40,
                200,
                ZstdWindow.DEFAULT_BYTES);
    }

    /** These limits with another number of entries. */
    public ArchiveLimits withMaxEntries(int other) {
        return new ArchiveLimits(other, maxHeaderBytes, maxNames, maxUnpackedBytes, maxRatio, maxZstdWindow);
    }

    /** These limits with another one for the names of a {@code manifest.json}. */
    public ArchiveLimits withMaxNames(int other) {
        return new ArchiveLimits(maxEntries, maxHeaderBytes, other, maxUnpackedBytes, maxRatio, maxZstdWindow);
    }

    /** These limits with another one for what an archive unpacks to. */
    public ArchiveLimits withMaxUnpackedBytes(long other) {
        return new ArchiveLimits(maxEntries, maxHeaderBytes, maxNames, other, maxRatio, maxZstdWindow);
    }

    /** These limits with another one for zstd windows. */
    public ArchiveLimits withMaxZstdWindow(long other) {
        return new ArchiveLimits(maxEntries, maxHeaderBytes, maxNames, maxUnpackedBytes, maxRatio, other);
    }

    TarLimits toTar() {
        return new TarLimits(maxEntries, maxHeaderBytes);
    }
}
