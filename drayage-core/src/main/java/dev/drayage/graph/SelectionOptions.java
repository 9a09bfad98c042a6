package dev.drayage.graph;

import dev.drayage.json.JsonLimits;

/**
 * What is taken of images. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param platforms which platforms are taken
 * @param missing what happens when content is missing
 * @param nonDistributable whether layers that must not be redistributed are taken
 * @param json limits for manifests and indexes
 * @param graph limits for the graph of an image
 */
public record SelectionOptions(
        PlatformSelection platforms,
        MissingContent missing,
        NonDistributable nonDistributable,
        JsonLimits json,
        GraphLimits graph) {

    /** Every platform that is wholly there, fail on missing content, foreign layers included. */
    public static SelectionOptions defaults() {
        return new SelectionOptions(
                PlatformSelection.present(),
                MissingContent.FAIL,
                NonDistributable.INCLUDE,
                JsonLimits.defaults(),
                GraphLimits.defaults());
    }

    /** These options with other platforms. */
    public SelectionOptions withPlatforms(PlatformSelection other) {
        return new SelectionOptions(other, missing, nonDistributable, json, graph);
    }

    /** These options with another policy for missing content. */
    public SelectionOptions withMissing(MissingContent other) {
        return new SelectionOptions(platforms, other, nonDistributable, json, graph);
    }

    /** These options with non-distributable layers taken or left out. */
    public SelectionOptions withNonDistributable(NonDistributable other) {
        return new SelectionOptions(platforms, missing, other, json, graph);
    }

    /** These options with other limits. */
    public SelectionOptions withLimits(JsonLimits otherJson, GraphLimits otherGraph) {
        return new SelectionOptions(platforms, missing, nonDistributable, otherJson, otherGraph);
    }
}
