package dev.drayage.list;

import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * An image that a list names.
 *
 * @param reference its name, with a tag, a digest or both
 * @param platform the one platform that the list wants of it; null if it does not say
 * @param digest what it is, whatever its name means by now; null if its name counts
 * @param where what messages call the entry of the list, such as {@code images.txt line 3}
 */
public record WantedImage(
        Reference reference,
        @Nullable Platform platform,
        @Nullable Digest digest,
        String where) {
    /** An image that its name tells, with a digest or by its tag. */
    public WantedImage(Reference reference, @Nullable Platform platform, String where) {
        this(reference, platform, reference.digest(), where);
    }

    /** The image as a lock has it, of which no platform needs to be chosen. */
    public WantedImage lockedAt(Digest locked) {
        return new WantedImage(reference, null, locked, where);
    }

    /**
     * Its name for what was taken of it. A digest in the name may be that of an index of which one manifest was chosen: the
     * name loses it then, or, where it has no tag to be known by, has that of the manifest instead.
     *
     * @param taken what was taken; null if that is not known, which only a name without a digest allows
     */
    public Reference nameOf(@Nullable Digest taken) {
        if (reference.digest() == null || reference.digest().equals(taken)) {
            return reference;
        }
        return new Reference(
                reference.domain(), reference.path(), reference.tag(), reference.tag() == null ? taken : null);
    }

    /** What messages and lists call it. */
    public String name() {
        return reference.toString();
    }
}
