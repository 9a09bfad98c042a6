package dev.drayage.archive;

import dev.drayage.compress.ZstdWindow;
import dev.drayage.graph.GraphLimits;
import dev.drayage.graph.MissingContent;
import dev.drayage.graph.NonDistributable;
import dev.drayage.graph.PlatformSelection;
import dev.drayage.graph.SelectionOptions;
import dev.drayage.json.JsonLimits;

/**
 * How an archive is planned. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param platforms which platforms are taken
 * @param missing what happens when content is missing
 * @param nonDistributable whether layers that must not be redistributed are taken
 * @param dockerManifest whether Docker's {@code manifest.json} is written beside {@code index.json}
 * @param json limits for manifests and indexes
 * @param graph limits for the graph of an image
 * @param maxZstdWindow the largest window of zstd layers that are unpacked, as for a Docker archive, in bytes, 1 KiB to
 *     2 GiB: each layer read at once takes so much
 */
public record ArchiveOptions(
        PlatformSelection platforms,
        MissingContent missing,
        NonDistributable nonDistributable,
        DockerManifest dockerManifest,
        JsonLimits json,
        GraphLimits graph,
        long maxZstdWindow) {

    /** Docker's {@code manifest.json}. */
    public enum DockerManifest {
        /** Written, so that {@code docker load} of any age can read the archive. */
        WRITE,
        /** Left out. */
        OMIT
    }

    /** Every platform that is wholly there, fail on missing content, foreign layers and manifest.json included. */
    public static ArchiveOptions defaults() {
        return new ArchiveOptions(
                PlatformSelection.present(),
                MissingContent.FAIL,
                NonDistributable.INCLUDE,
                DockerManifest.WRITE,
                JsonLimits.defaults(),
                GraphLimits.defaults(),
                ZstdWindow.DEFAULT_BYTES);
    }

    /** This selection, with manifest.json. */
    public static ArchiveOptions of(SelectionOptions selection) {
        return new ArchiveOptions(
                selection.platforms(),
                selection.missing(),
                selection.nonDistributable(),
                DockerManifest.WRITE,
                selection.json(),
                selection.graph(),
                ZstdWindow.DEFAULT_BYTES);
    }

    /** These options with other platforms. */
    public ArchiveOptions withPlatforms(PlatformSelection other) {
        return new ArchiveOptions(other, missing, nonDistributable, dockerManifest, json, graph, maxZstdWindow);
    }

    /** These options with another policy for missing content. */
    public ArchiveOptions withMissing(MissingContent other) {
        return new ArchiveOptions(platforms, other, nonDistributable, dockerManifest, json, graph, maxZstdWindow);
    }

    /** These options with non-distributable layers taken or left out. */
    public ArchiveOptions withNonDistributable(NonDistributable other) {
        return new ArchiveOptions(platforms, missing, other, dockerManifest, json, graph, maxZstdWindow);
    }

    /** These options with or without {@code manifest.json}. */
    public ArchiveOptions withDockerManifest(DockerManifest other) {
        return new ArchiveOptions(platforms, missing, nonDistributable, other, json, graph, maxZstdWindow);
    }

    /** These options with other limits. */
    public ArchiveOptions withLimits(JsonLimits otherJson, GraphLimits otherGraph) {
        return new ArchiveOptions(
                platforms, missing, nonDistributable, dockerManifest, otherJson, otherGraph, maxZstdWindow);
    }

    /** These options with another limit for zstd windows. */
    public ArchiveOptions withMaxZstdWindow(long other) {
        return new ArchiveOptions(platforms, missing, nonDistributable, dockerManifest, json, graph, other);
    }

    SelectionOptions selection() {
        return new SelectionOptions(platforms, missing, nonDistributable, json, graph);
    }
}
