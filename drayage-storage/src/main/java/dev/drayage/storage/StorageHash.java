package dev.drayage.storage;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.security.MessageDigest;

/** Hashes that go on after they were asked for. */
final class StorageHash {
    private StorageHash() {}

    /** The digest of the bytes so far. */
    static Digest soFar(DigestAlgorithm algorithm, MessageDigest hash) {
        try {
            return Digest.ofHash(algorithm, ((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime cannot copy a hash that is under way", e);
        }
    }
}
