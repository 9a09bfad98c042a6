package dev.drayage.bundle;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;

/**
 * What a list of blobs is known by: the SHA-256 of a line for each, its digest, a space, its size and a line feed, in
 * order of the digests as text. So anybody can compute it, and it is the same wherever the blobs lie.
 */
final class BlobListDigest {
    private BlobListDigest() {}

    /** The digest of a list, in whatever order it comes; each blob is in it once. */
    static Digest of(Collection<ListedBlob> blobs) {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        blobs.stream()
                .sorted(Comparator.comparing(blob -> blob.digest().toString()))
                .forEach(blob ->
                        hash.update((blob.digest() + " " + blob.size() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
    }
}
