package dev.drayage.server.distribution;

import java.time.Duration;

/**
 * How much the distribution API takes, and for how long it remembers. Immutable; start from {@link #defaults()} and change
 * what you need.
 *
 * @param maxManifestBytes the largest manifest that is taken or sent, 1 or more; clients count on 4 MiB
 * @param maxBlobBytes the largest blob that is taken, 1 or more
 * @param maxUploads how many requests may send blobs at once, 1 or more; others are asked to try again
 * @param maxPage the most entries of a list in one response, 1 or more; a link leads to the next ones
 * @param keptOpen for how long an upload stays open between two requests, so that its bytes are hashed once; longer than
 *     none
 * @param verifiedFor for how long a blob that was found right is sent without being hashed again; zero to hash it each
 *     time
 * @param mounts which repositories blobs are mounted from
 */
public record DistributionOptions(
        int maxManifestBytes,
        long maxBlobBytes,
        int maxUploads,
        int maxPage,
        Duration keptOpen,
        Duration verifiedFor,
        Mounts mounts) {
    private static final DistributionOptions DEFAULTS = new DistributionOptions(
            4 << 20, 64L << 30, 64, 1000, Duration.ofSeconds(5), Duration.ofHours(1), Mounts.FROM_ANY);

    /** Which repositories blobs are mounted from. */
    public enum Mounts {
        /** The one that the client names, which whoever checks its rights has seen. */
        FROM_NAMED,
        /** Without a name, any that has the blob: whoever may push anywhere may then read all, if they know its digest. */
        FROM_ANY
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public DistributionOptions {
        if (maxManifestBytes < 1 || maxBlobBytes < 1 || maxUploads < 1 || maxPage < 1) {
            throw new IllegalArgumentException("limits of a registry must be 1 or more, found " + maxManifestBytes
                    + " bytes of a manifest, " + maxBlobBytes + " of a blob, " + maxUploads + " uploads and pages of "
                    + maxPage);
        }
        if (keptOpen.isNegative() || keptOpen.isZero() || verifiedFor.isNegative()) {
            throw new IllegalArgumentException("uploads must stay open longer than " + keptOpen
                    + ", and blobs be taken for right for zero or more, found " + verifiedFor);
        }
    }

    /**
     * Manifests of 4 MiB, blobs of 64 GiB, 64 uploads at once, pages of 1000; uploads stay open for five seconds, blobs are
     * hashed once an hour, and mounted from anywhere.
     */
    public static DistributionOptions defaults() {
        return DEFAULTS;
    }

    /** The same with another largest manifest. */
    public DistributionOptions withMaxManifestBytes(int bytes) {
        return new DistributionOptions(bytes, maxBlobBytes, maxUploads, maxPage, keptOpen, verifiedFor, mounts);
    }

    /** The same with another largest blob. */
    public DistributionOptions withMaxBlobBytes(long bytes) {
        return new DistributionOptions(maxManifestBytes, bytes, maxUploads, maxPage, keptOpen, verifiedFor, mounts);
    }

    /** The same with another number of uploads at once. */
    public DistributionOptions withMaxUploads(int uploads) {
        return new DistributionOptions(maxManifestBytes, maxBlobBytes, uploads, maxPage, keptOpen, verifiedFor, mounts);
    }

    /** The same with pages of another length. */
    public DistributionOptions withMaxPage(int entries) {
        return new DistributionOptions(
                maxManifestBytes, maxBlobBytes, maxUploads, entries, keptOpen, verifiedFor, mounts);
    }

    /** The same, closing uploads that nobody goes on with after another time. */
    public DistributionOptions withKeptOpen(Duration time) {
        return new DistributionOptions(maxManifestBytes, maxBlobBytes, maxUploads, maxPage, time, verifiedFor, mounts);
    }

    /** The same, hashing blobs again after another time. */
    public DistributionOptions withVerifiedFor(Duration time) {
        return new DistributionOptions(maxManifestBytes, maxBlobBytes, maxUploads, maxPage, keptOpen, time, mounts);
    }

    /** The same, mounting blobs from these. */
    public DistributionOptions withMounts(Mounts from) {
        return new DistributionOptions(
                maxManifestBytes, maxBlobBytes, maxUploads, maxPage, keptOpen, verifiedFor, from);
    }
}
