package dev.drayage.storage.collect;

import dev.drayage.oci.Digest;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A digest that nothing keeps, and of which everything is old enough to go.
 *
 * @param hasBytes whether there is a blob, not only links
 * @param isManifest whether a repository has it as a manifest
 * @param size of the blob in bytes
 * @param modified when blob or link was last written
 */
record Candidate(Digest digest, boolean hasBytes, boolean isManifest, long size, Instant modified) {
    static final int WIDTH = Sha256.LENGTH + 1 + 2 * Long.BYTES;
    private static final int FLAGS = Sha256.LENGTH;
    private static final int SIZE = FLAGS + 1;
    private static final int MODIFIED = SIZE + Long.BYTES;
    private static final int HAS_BYTES = 1;
    private static final int IS_MANIFEST = 2;

    static byte[] bytes(byte[] digest, boolean hasBytes, boolean isManifest, long size, long modified) {
        return ByteBuffer.allocate(WIDTH)
                .put(digest)
                .put((byte) ((hasBytes ? HAS_BYTES : 0) | (isManifest ? IS_MANIFEST : 0)))
                .putLong(size)
                .putLong(modified)
                .array();
    }

    static Candidate read(RecordCursor at) {
        return new Candidate(
                Sha256.digest(at.copy(0, Sha256.LENGTH)),
                (at.byteAt(FLAGS) & HAS_BYTES) != 0,
                (at.byteAt(FLAGS) & IS_MANIFEST) != 0,
                at.longAt(SIZE),
                Instant.ofEpochMilli(at.longAt(MODIFIED)));
    }
}
