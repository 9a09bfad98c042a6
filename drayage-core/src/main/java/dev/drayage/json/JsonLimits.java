package dev.drayage.json;

/**
 * How large a document may be before it is refused. The length of strings is bounded by the number of bytes, and what
 * many small parts take in memory by the number of members.
 *
 * @param maxBytes the most bytes of a document, 1 or more; checked before anything is parsed
 * @param maxDepth the most objects and arrays inside each other, 1 or more
 * @param maxMembers the most members of all objects and arrays together, 1 or more; one with a key counts as four, and
 *     an annotation as eight, by the memory that they take
 */
public record JsonLimits(int maxBytes, int maxDepth, int maxMembers) {
    private static final JsonLimits DEFAULTS = new JsonLimits(20 << 20, 64, 1_000_000);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public JsonLimits {
        if (maxBytes < 1 || maxDepth < 1 || maxMembers < 1) {
            throw new IllegalArgumentException("limits of documents must be 1 or more, found " + maxBytes
                    + " bytes, depth " + maxDepth + " and " + maxMembers + " members");
        }
    }

    /** 20 MiB, as containerd's importer allows, a depth of 64, and a million members. */
    public static JsonLimits defaults() {
        return DEFAULTS;
    }

    /** These limits with another number of bytes. */
    public JsonLimits withMaxBytes(int bytes) {
        return new JsonLimits(bytes, maxDepth, maxMembers);
    }

    /** These limits with another depth. */
    public JsonLimits withMaxDepth(int depth) {
        return new JsonLimits(maxBytes, depth, maxMembers);
    }

    /** These limits with another number of members. */
    public JsonLimits withMaxMembers(int members) {
        return new JsonLimits(maxBytes, maxDepth, members);
    }
}
