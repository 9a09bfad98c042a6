package dev.drayage.document;

/**
 * How large documents, and the graphs they make, may be before they count as hostile. The length of strings is bounded by
 * the number of bytes, and what many small parts take in memory by the number of members. Immutable; start from
 * {@link #defaults()} and change what you need.
 *
 * @param maxBytes the most bytes of a document, 1 or more; checked before anything is parsed
 * @param maxDepth the most objects and arrays inside each other, 1 or more
 * @param maxMembers the most members of all objects and arrays together, 1 or more; one with a key counts as four, and
 *     an annotation as eight, by the memory that they take
 * @param maxLevels levels of documents from a root down, 1 to 1000; real images have two to four
 * @param maxDescriptors distinct descriptors visited below the roots, 1 or more
 */
public record Limits(int maxBytes, int maxDepth, int maxMembers, int maxLevels, int maxDescriptors) {
    /** What the stack of any thread has room for. */
    private static final int MOST_LEVELS = 1000;

    private static final Limits DEFAULTS = new Limits(20 << 20, 64, 1_000_000, 64, 1_000_000);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Limits {
        if (maxBytes < 1 || maxDepth < 1 || maxMembers < 1) {
            throw new IllegalArgumentException("limits of documents must be 1 or more, found " + maxBytes
                    + " bytes, depth " + maxDepth + " and " + maxMembers + " members");
        }
        if (maxLevels < 1 || maxLevels > MOST_LEVELS || maxDescriptors < 1) {
            throw new IllegalArgumentException("levels must be 1 to " + MOST_LEVELS
                    + " and descriptors 1 or more: levels " + maxLevels + ", descriptors " + maxDescriptors);
        }
    }

    /**
     * 20 MiB, as containerd's importer allows, a depth of 64, and a million members; 64 levels, and a million descriptors.
     */
    public static Limits defaults() {
        return DEFAULTS;
    }

    /** These limits with another number of bytes. */
    public Limits withMaxBytes(int bytes) {
        return new Limits(bytes, maxDepth, maxMembers, maxLevels, maxDescriptors);
    }

    /** These limits with another depth of each document. */
    public Limits withMaxDepth(int depth) {
        return new Limits(maxBytes, depth, maxMembers, maxLevels, maxDescriptors);
    }

    /** These limits with another number of members. */
    public Limits withMaxMembers(int members) {
        return new Limits(maxBytes, maxDepth, members, maxLevels, maxDescriptors);
    }

    /** These limits with another number of levels. */
    public Limits withMaxLevels(int levels) {
        return new Limits(maxBytes, maxDepth, maxMembers, levels, maxDescriptors);
    }

    /** These limits with another number of descriptors. */
    public Limits withMaxDescriptors(int descriptors) {
        return new Limits(maxBytes, maxDepth, maxMembers, maxLevels, descriptors);
    }
}
