package dev.drayage.registry;

import java.util.List;

/**
 * How images are pushed. Immutable.
 *
 * @param chunkBytes how much is held in memory for each blob that does not come from another blob, 1 or more. Where it is
 *     not what it is by default, also the most that goes in the request that ends an upload
 * @param mountFrom repositories of the same registry that may hold layers already; they are taken over from there
 *     without being sent
 * @param sparseIndexes whether an index may be pushed without all the manifests that it lists; otherwise such a push is
 *     refused before anything is sent
 */
public record PushOptions(int chunkBytes, List<String> mountFrom, boolean sparseIndexes) {
    private static final int CHUNK_BYTES = 8 << 20;

    /** A broken connection may cost so much: some registries throw away what they have of a request that did not end. */
    private static final int WHOLE_BYTES = 64 << 20;

    /** Up to here a blob is hashed before anything of it is sent. */
    private static final int SMALL_BYTES = 1 << 20;

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

    /** Up to how many bytes a blob goes in one request, and is not appended to an upload first. */
    int wholeBytes() {
        return chunkBytes == CHUNK_BYTES ? WHOLE_BYTES : 0;
    }

    /** Up to how many bytes a blob that goes in one request is gathered first. */
    int smallBytes() {
        return Math.min(chunkBytes, wholeBytes() == 0 ? chunkBytes : SMALL_BYTES);
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
