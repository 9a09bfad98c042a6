package dev.drayage.selection;

/** Layers of the non-distributable ("foreign") media types, such as Windows base layers. */
public enum NonDistributable {
    /** Taken like others. */
    INCLUDE,
    /** Left out; manifests still name them. */
    SKIP
}
