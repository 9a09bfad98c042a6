package dev.drayage.graph;

/**
 * How far a graph is followed before it counts as hostile.
 *
 * @param maxDepth levels from a root down, 1 or more; real images have two to four
 * @param maxDescriptors distinct descriptors visited, 1 or more
 */
public record GraphLimits(int maxDepth, int maxDescriptors) {

    /** Checks the ranges. */
    public GraphLimits {
        if (maxDepth < 1 || maxDescriptors < 1) {
            throw new IllegalArgumentException(
                    "limits must be 1 or more: depth " + maxDepth + ", descriptors " + maxDescriptors);
        }
    }

    /** 64 levels, a million descriptors. */
    public static GraphLimits defaults() {
        return new GraphLimits(64, 1_000_000);
    }
}
