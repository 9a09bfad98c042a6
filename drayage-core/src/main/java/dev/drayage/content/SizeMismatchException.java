package dev.drayage.content;

import dev.drayage.oci.Descriptor;

/** A blob has another size than its descriptor says. */
public final class SizeMismatchException extends ContentException {
    private static final long serialVersionUID = 1L;

    private final transient Descriptor descriptor;
    private final long actual;

    /** The blob for {@code descriptor} at {@code location} has {@code actual} bytes. */
    public SizeMismatchException(Descriptor descriptor, String location, long actual) {
        super(
                Kind.FAILED_PRECONDITION,
                descriptor.kind() + " " + descriptor.digest() + " in " + location + " has " + actual
                        + " bytes, its descriptor says " + descriptor.size()
                        + "; the blob was cut short or the manifest is wrong");
        this.descriptor = descriptor;
        this.actual = actual;
    }

    /** What was expected. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** The size found, in bytes. */
    public long actual() {
        return actual;
    }
}
