package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import java.util.List;

/** Content that a descriptor names is not in its store. */
public final class ContentNotFoundException extends ContentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Descriptor> missing;

    private ContentNotFoundException(List<Descriptor> missing, String message) {
        super(Kind.NOT_FOUND, message);
        this.missing = List.copyOf(missing);
    }

    /** One blob that is not at {@code location}. */
    public static ContentNotFoundException of(Descriptor descriptor, String location) {
        return new ContentNotFoundException(
                List.of(descriptor), descriptor.kind() + " " + descriptor.digest() + " is missing from " + location);
    }

    /** Several things that are missing, told in one message. */
    public static ContentNotFoundException of(List<Descriptor> missing, String message) {
        return new ContentNotFoundException(missing, message);
    }

    /** What is missing; empty when the name itself was not found. */
    public List<Descriptor> missing() {
        return missing;
    }
}
