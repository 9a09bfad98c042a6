package dev.drayage.registry;

import java.util.List;

/**
 * How images are pushed. Immutable.
 *
 * @param chunkBytes how much is held in memory for each blob that does not come from another blob, 1 or more; also the
 *     most that is sent again when a connection breaks
 * @param mountFrom repositories of the same registry that may hold layers already; they are taken over from there
 *     without being sent
 * @param sparseIndexes whether an index may be pushed without all the manifests that it lists; otherwise such a push is
 *     refused before anything is sent
 */
public record PushOptions(int chunkBytes, List<String> mountFrom, boolean sparseIndexes) {
    private static final int CHUNK_BYTES = 8 << 20;

    /** Checks the range and copies the list. */
    public PushOptions {
        if (chunkBytes < 1) {
            throw new IllegalArgumentException("a chunk must have 1 byte or more: " + chunkBytes);
        }
        mountFrom = List.copyOf(mountFrom);
    }

    /** Chunks of 8 MiB; nothing is taken over from other repositories, and no index is pushed without what it lists. */
    public static PushOptions defaults() {
        return new PushOptions(CHUNK_BYTES, List.of(), false);
    }

    /** These options with other chunks. */
    public PushOptions withChunkBytes(int other) {
        return new PushOptions(other, mountFrom, sparseIndexes);
    }

    /** These options with repositories to take layers over from. */
    public PushOptions mountingFrom(List<String> repositories) {
        return new PushOptions(chunkBytes, repositories, sparseIndexes);
    }

    /** These options, with indexes allowed that lack some of what they list. */
    public PushOptions allowingSparseIndexes() {
        return new PushOptions(chunkBytes, mountFrom, true);
    }
}
