package dev.drayage.storage.collect;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A link as sorted records have it: digest, kind, number of the name, time.
 *
 * @param kind which of the three there are
 * @param name the repository; for a link of a tag's history the tag behind it, after a line break
 * @param modified when it was last written
 */
record LinkRecord(Digest digest, Kind kind, String name, Instant modified) {
    static final int WIDTH = Sha256.LENGTH + 1 + 2 * Long.BYTES;
    private static final int KIND = Sha256.LENGTH;
    private static final int NAME = KIND + 1;
    private static final int MODIFIED = NAME + Long.BYTES;
    private static final char SEPARATOR = '\n';

    enum Kind {
        LAYER(0),
        REVISION(1),
        HISTORY(2);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static Kind of(byte code) {
            return code == LAYER.code ? LAYER : code == REVISION.code ? REVISION : HISTORY;
        }
    }

    static byte[] bytes(byte[] digest, Kind kind, long name, long modified) {
        return ByteBuffer.allocate(WIDTH)
                .put(digest)
                .put(kind.code)
                .putLong(name)
                .putLong(modified)
                .array();
    }

    static String tagName(String repository, String tag) {
        return repository + SEPARATOR + tag;
    }

    static long modified(RecordCursor at) {
        return at.longAt(MODIFIED);
    }

    static boolean isHistory(RecordCursor at) {
        return at.byteAt(KIND) == Kind.HISTORY.code;
    }

    static boolean isRevision(RecordCursor at) {
        return at.byteAt(KIND) == Kind.REVISION.code;
    }

    static LinkRecord read(RecordCursor at, NameSpool names) throws IOException {
        return new LinkRecord(
                Sha256.digest(at.copy(0, Sha256.LENGTH)),
                Kind.of(at.byteAt(KIND)),
                names.name(at.longAt(NAME)),
                Instant.ofEpochMilli(modified(at)));
    }

    String key() {
        if (kind == Kind.HISTORY) {
            int end = name.indexOf(SEPARATOR);
            return RegistryKeys.tagged(name.substring(0, end), name.substring(end + 1), digest);
        }
        return kind == Kind.LAYER ? RegistryKeys.layer(name, digest) : RegistryKeys.revision(name, digest);
    }
}
