package dev.drayage.archive;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Reference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image to be put into an archive.
 *
 * @param descriptor its manifest or index; annotations are written to the archive's {@code index.json}
 * @param name its full name, or null if it has none: it goes by its tag, if any, and its digest then
 */
public record ArchiveRoot(Descriptor descriptor, @Nullable String name) {

    /**
     * An image under the name that its annotations give it: {@code io.containerd.image.name} as it stands, else
     * {@code org.opencontainers.image.ref.name} if that is a full reference. A bare tag is no name.
     */
    public static ArchiveRoot of(Descriptor descriptor) {
        Optional<String> name = descriptor
                .annotation(ImageAnnotations.IMAGE_NAME)
                .or(() -> descriptor.annotation(ImageAnnotations.REF_NAME).filter(ArchiveRoot::isFullName));
        return new ArchiveRoot(descriptor, name.orElse(null));
    }

    /** An image under a name of the caller's choice, in normal form: {@code alpine} is docker.io/library/alpine:latest.
     *
     * @throws IllegalArgumentException if the name is not a reference
     */
    public static ArchiveRoot named(Descriptor descriptor, String name) {
        return new ArchiveRoot(
                descriptor, Reference.parse(name).withDefaultTag().toString());
    }

    private static boolean isFullName(String refName) {
        return refName.indexOf('/') >= 0 || refName.indexOf(':') >= 0 || refName.indexOf('@') >= 0;
    }

    /** The descriptor as {@code index.json} lists it: both names that containerd's export writes, if there is a name. */
    Descriptor listed() {
        if (name == null) {
            return descriptor;
        }
        return descriptor
                .withAnnotation(ImageAnnotations.IMAGE_NAME, name)
                .withAnnotation(ImageAnnotations.REF_NAME, refName(name));
    }

    /**
     * The part of a name that {@code ref.name} holds: what follows the first {@code :} of the path, or the whole name
     * where the path is followed by {@code @} or by nothing, or is no path.
     */
    private static String refName(String name) {
        int slash = name.indexOf('/');
        if (slash <= 0 || name.contains("://")) {
            return name;
        }
        for (int i = slash; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ':' && i + 1 < name.length() && name.charAt(i + 1) != '@') {
                return name.substring(i + 1);
            }
            if (c == '@' || c == ':') {
                return name;
            }
        }
        return name;
    }
}
