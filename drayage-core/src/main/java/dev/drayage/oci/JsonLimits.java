package dev.drayage.oci;

/**
 * How large a document may be before it is refused. The number of descriptors, the length of strings and the memory
 * they take are bounded by the number of bytes.
 *
 * @param maxBytes the most bytes of a document, 1 or more; checked before anything is parsed
 * @param maxDepth the most objects and arrays inside each other, 1 or more
 */
public record JsonLimits(int maxBytes, int maxDepth) {
    private static final JsonLimits DEFAULTS = new JsonLimits(20 << 20, 64);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public JsonLimits {
        if (maxBytes < 1 || maxDepth < 1) {
            throw new IllegalArgumentException(
                    "limits of documents must be 1 or more, found " + maxBytes + " bytes and depth " + maxDepth);
        }
    }

    /** 20 MiB, as containerd's importer allows, and a depth of 64. */
    public static JsonLimits defaults() {
        return DEFAULTS;
    }

    /** These limits with another number of bytes. */
    public JsonLimits withMaxBytes(int bytes) {
        return new JsonLimits(bytes, maxDepth);
    }

    /** These limits with another depth. */
    public JsonLimits withMaxDepth(int depth) {
        return new JsonLimits(maxBytes, depth);
    }
}
