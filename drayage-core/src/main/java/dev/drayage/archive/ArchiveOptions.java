package dev.drayage.archive;

import dev.drayage.compress.codec.ZstdWindow;
import dev.drayage.selection.SelectionOptions;

/**
 * How an archive is planned. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param selection what is taken of images
 * @param dockerManifest whether Docker's {@code manifest.json} is written beside {@code index.json}
 * @param maxZstdWindow the largest window of zstd layers that are unpacked, as for a Docker archive, in bytes, 1 KiB to
 *     2 GiB: each layer read at once takes so much
 */
public record ArchiveOptions(SelectionOptions selection, DockerManifest dockerManifest, long maxZstdWindow) {

    /** Docker's {@code manifest.json}. */
    public enum DockerManifest {
        /** Written, so that {@code docker load} of any age can read the archive. */
        WRITE,
        /** Left out. */
        OMIT
    }

    /** Every platform that is wholly there, fail on missing content, foreign layers and manifest.json included. */
    public static ArchiveOptions defaults() {
        return of(SelectionOptions.defaults());
    }

    /** This selection, with manifest.json. */
    public static ArchiveOptions of(SelectionOptions selection) {
        return new ArchiveOptions(selection, DockerManifest.WRITE, ZstdWindow.DEFAULT_BYTES);
    }

    /** These options with another selection. */
    public ArchiveOptions withSelection(SelectionOptions other) {
        return new ArchiveOptions(other, dockerManifest, maxZstdWindow);
    }

    /** These options with or without {@code manifest.json}. */
    public ArchiveOptions withDockerManifest(DockerManifest other) {
        return new ArchiveOptions(selection, other, maxZstdWindow);
    }

    /** These options with another limit for zstd windows. */
    public ArchiveOptions withMaxZstdWindow(long other) {
        return new ArchiveOptions(selection, dockerManifest, other);
    }
}
