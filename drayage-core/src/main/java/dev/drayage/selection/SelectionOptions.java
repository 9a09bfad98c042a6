package dev.drayage.selection;

import dev.drayage.document.Limits;

/**
 * What is taken of images. Immutable; start from {@link #defaults()} and change what you need.
 *
 * @param platforms which platforms are taken
 * @param missing what happens when content is missing
 * @param nonDistributable whether layers that must not be redistributed are taken
 * @param limits how large documents and graphs may be
 */
public record SelectionOptions(
        PlatformSelection platforms, MissingContent missing, NonDistributable nonDistributable, Limits limits) {

    /** Every platform that is wholly there, fail on missing content, foreign layers included. */
    public static SelectionOptions defaults() {
        return new SelectionOptions(
                PlatformSelection.present(), MissingContent.FAIL, NonDistributable.INCLUDE, Limits.defaults());
    }

    /** These options with other platforms. */
    public SelectionOptions withPlatforms(PlatformSelection other) {
        return new SelectionOptions(other, missing, nonDistributable, limits);
    }

    /** These options with another policy for missing content. */
    public SelectionOptions withMissing(MissingContent other) {
        return new SelectionOptions(platforms, other, nonDistributable, limits);
    }

    /** These options with non-distributable layers taken or left out. */
    public SelectionOptions withNonDistributable(NonDistributable other) {
        return new SelectionOptions(platforms, missing, other, limits);
    }

    /** These options with other limits. */
    public SelectionOptions withLimits(Limits other) {
        return new SelectionOptions(platforms, missing, nonDistributable, other);
    }
}
