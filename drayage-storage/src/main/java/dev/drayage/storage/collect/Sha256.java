package dev.drayage.storage.collect;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Digests as records have them: 32 bytes, of SHA-256 alone, the one algorithm that the registry names blobs by. */
final class Sha256 {
    static final int LENGTH = 32;

    private Sha256() {}

    static boolean is(Digest digest) {
        return digest.algorithm() == DigestAlgorithm.SHA256;
    }

    static byte[] bytes(Digest digest) {
        return HexFormat.of().parseHex(digest.hex());
    }

    static Digest digest(byte[] bytes) {
        return Digest.ofHash(DigestAlgorithm.SHA256, bytes);
    }

    /** What stands for something that is not a blob, such as a tag, among digests. */
    static byte[] of(String text) {
        return DigestAlgorithm.SHA256.newMessageDigest().digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
