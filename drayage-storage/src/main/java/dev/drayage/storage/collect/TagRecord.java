package dev.drayage.storage.collect;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A tag as sorted records have it, those of a repository one behind the other.
 *
 * @param modified when it was set, in milliseconds
 */
record TagRecord(String repository, String tag, Digest digest, long modified) {
    static final int WIDTH = 3 * Long.BYTES + Sha256.LENGTH;
    private static final int TAG = Long.BYTES;
    private static final int MODIFIED = 2 * Long.BYTES;
    private static final int DIGEST = 3 * Long.BYTES;

    static byte[] bytes(byte[] scanned, byte[] digest) {
        return ByteBuffer.allocate(WIDTH).put(scanned).put(digest).array();
    }

    /** Reads a tag, {@code start} bytes into a record. */
    static TagRecord read(RecordCursor at, int start, NameSpool names) throws IOException {
        String name = names.name(at.longAt(start + TAG));
        int end = name.indexOf('\n');
        return new TagRecord(
                name.substring(0, end),
                name.substring(end + 1),
                Sha256.digest(at.copy(start + DIGEST, Sha256.LENGTH)),
                at.longAt(start + MODIFIED));
    }

    /** Which repository it is of: the number of its name. */
    static long repository(RecordCursor at) {
        return at.longAt(0);
    }

    String current() {
        return RegistryKeys.current(repository, tag);
    }

    String name() {
        return repository + ":" + tag;
    }

    /** What a plan calls it. */
    byte[] planned() {
        return Sha256.of("tag " + name());
    }
}
