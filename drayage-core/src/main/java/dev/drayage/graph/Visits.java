package dev.drayage.graph;

import dev.drayage.content.ContentException;
import dev.drayage.document.Limits;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which descriptors a traversal has seen. Each is handled once, however many paths lead to it: an index of 40 levels
 * with two equal children has 2^40 paths and 41 descriptors.
 */
final class Visits {
    private record Key(Digest digest, String mediaType) {
        // By hand, for what a record has is put together when it is first called.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && digest.equals(that.digest) && mediaType.equals(that.mediaType);
        }

        @Override
        public int hashCode() {
            return digest.hashCode();
        }
    }

    private final Set<Key> seen = ConcurrentHashMap.newKeySet();
    private final Limits limits;

    Visits(Limits limits) {
        this.limits = limits;
    }

    /** True the first time a descriptor comes by; {@code depth} counts the levels above it. */
    boolean enter(Descriptor descriptor, int depth) throws ContentException {
        if (depth >= limits.maxLevels()) {
            throw refused(descriptor, "lies deeper than " + limits.maxLevels() + " levels");
        }
        if (!seen.add(new Key(descriptor.digest(), descriptor.mediaType()))) {
            return false;
        }
        if (seen.size() > limits.maxDescriptors()) {
            throw refused(descriptor, "comes after " + limits.maxDescriptors() + " others");
        }
        return true;
    }

    private static ContentException refused(Descriptor descriptor, String why) {
        return new ContentException(
                ContentException.Kind.FAILED_PRECONDITION,
                descriptor.kind() + " " + descriptor.digest() + " " + why
                        + ", the limit for an image; raise the limit if it is meant to be this large");
    }
}
