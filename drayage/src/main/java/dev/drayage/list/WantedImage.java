package dev.drayage.list;

import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * An image that a list names.
 *
 * @param reference its name, with a tag, a digest or both
 * @param platform the one platform that the list wants of it; null if it does not say
 * @param where what messages call the entry of the list, such as {@code images.txt line 3}
 */
public record WantedImage(Reference reference, @Nullable Platform platform, String where) {

    /** What messages and lists call it. */
    public String name() {
        return reference.toString();
    }
}
