package dev.drayage.graph;

/**
 * How far a graph is followed before it counts as hostile.
 *
 * @param maxDepth levels from a root down, 1 to 1000; real images have two to four
 * @param maxDescriptors distinct descriptors visited, 1 or more
 */
public record GraphLimits(int maxDepth, int maxDescriptors) {

    /** What the stack of any thread has room for. */
    private static final int DEEPEST = 1000;

    /** Checks the ranges. */
    public GraphLimits {
        if (maxDepth < 1 || maxDepth > DEEPEST || maxDescriptors < 1) {
            throw new IllegalArgumentException("the depth must be 1 to " + DEEPEST
                    + " and descriptors 1 or more: depth " + maxDepth + ", descriptors " + maxDescriptors);
        }
    }

    /** 64 levels, a million descriptors. */
    public static GraphLimits defaults() {
        return new GraphLimits(64, 1_000_000);
    }
}
