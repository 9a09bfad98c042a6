package dev.drayage.sync;

import dev.drayage.oci.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What an image is called where it goes to.
 *
 * @param repository the repository, or the whole name without tag and digest
 * @param tag null if it is known by its digest alone, or the repository is a name as it stands
 * @param digest the digest that the name pins; null if it pins none
 */
public record TargetName(
        String repository, @Nullable String tag, @Nullable Digest digest) {
    /** The name as it is written. */
    @Override
    public String toString() {
        return repository + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }

    /** What a registry knows the image by: a tag means one image, whatever digests were named along with it. */
    String entry() {
        return repository + (tag == null ? "@" + digest : ":" + tag);
    }
}
