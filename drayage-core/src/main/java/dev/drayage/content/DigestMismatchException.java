package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;

/** The bytes of a blob are not those that its digest names. */
public final class DigestMismatchException extends ContentException {
    private static final long serialVersionUID = 1L;

    private final transient Descriptor descriptor;
    private final transient Digest actual;

    /** The bytes read for {@code descriptor} at {@code location} hash to {@code actual}. */
    public DigestMismatchException(Descriptor descriptor, String location, Digest actual) {
        super(
                Kind.FAILED_PRECONDITION,
                descriptor.kind() + " " + descriptor.digest() + " in " + location + " is corrupt: its "
                        + descriptor.size() + " bytes hash to " + actual + "; fetch this blob again");
        this.descriptor = descriptor;
        this.actual = actual;
    }

    /** What was expected. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** The digest of what was read. */
    public Digest actual() {
        return actual;
    }
}
