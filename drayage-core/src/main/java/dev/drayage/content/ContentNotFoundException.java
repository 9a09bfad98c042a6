package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content, or what else was named, is not there. */
public final class ContentNotFoundException extends ContentException {
    private static final long serialVersionUID = 1L;

    private final transient List<Descriptor> missing;

    private ContentNotFoundException(List<Descriptor> missing, String message, @Nullable Throwable cause) {
        super(Kind.NOT_FOUND, message, cause);
        this.missing = List.copyOf(missing);
    }

    /** One blob that is not at {@code location}. */
    public static ContentNotFoundException of(Descriptor descriptor, String location) {
        return new ContentNotFoundException(
                List.of(descriptor),
                descriptor.kind() + " " + descriptor.digest() + " is missing from " + location,
                null);
    }

    /** Something without a descriptor that is missing: an image, a file, a lease. */
    public static ContentNotFoundException of(String message, @Nullable Throwable cause) {
        return new ContentNotFoundException(List.of(), message, cause);
    }

    /** Several things that are missing, told in one message. */
    public static ContentNotFoundException of(List<Descriptor> missing, String message) {
        return new ContentNotFoundException(missing, message, null);
    }

    /** The content that is missing; empty where something else is. */
    public List<Descriptor> missing() {
        return missing;
    }
}
