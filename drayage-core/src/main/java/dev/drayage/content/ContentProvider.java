package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;

/**
 * Opens content by descriptor (containerd's {@code content.Provider}). Safe for use by many threads.
 */
@FunctionalInterface
public interface ContentProvider {

    /**
     * Opens a blob; the caller closes it. Nothing is verified yet: not the size, not the digest.
     *
     * @throws ContentNotFoundException if the content is not here
     */
    Blob open(Descriptor descriptor) throws IOException;

    /**
     * What takes the bytes of a blob from here in order, and says in the end whether they are right: that they have the
     * size and digest of their descriptor, and whatever else this place has compared.
     */
    default Verification verification(Descriptor descriptor) {
        return new Verification(descriptor, location(descriptor));
    }

    /** The name of this place as messages give it, for example {@code oci:images}. */
    default String location() {
        return toString();
    }

    /** The name of the place where this very content lies, if it is one of several. */
    default String location(Descriptor descriptor) {
        return location();
    }

    /** What to throw for content from here whose bytes hash to something else: a place that knows more of it says so. */
    default DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return new DigestMismatchException(descriptor, location(descriptor), actual);
    }

    /**
     * Says that what was opened here last for a descriptor is not what that says, so that it is not given again.
     *
     * @return true if it can be opened anew and comes from elsewhere then; false, as a rule, if there is nothing else
     */
    default boolean distrust(Descriptor descriptor) throws IOException {
        return false;
    }

    /** The same, falling back to what a descriptor carries in its {@code data} field. */
    default ContentProvider withEmbedded() {
        return new EmbeddedContent(this);
    }
}
