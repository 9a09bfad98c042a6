package dev.drayage.sync;

import dev.drayage.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What an image is called where it goes to.
 *
 * @param repository the repository, or the whole name without tag and digest
 * @param tag null if it is known by its digest alone
 * @param digest the digest that the name pins; null if it pins none
 */
public record TargetName(
        String repository, @Nullable String tag, @Nullable Digest digest) {
    /** The name as it is written. */
    @Override
    public String toString() {
        return repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** The same without a digest that is not that of the image, but of the index it was chosen from. */
    TargetName withoutDigest() {
        return new TargetName(repository, tag, null);
    }
}
