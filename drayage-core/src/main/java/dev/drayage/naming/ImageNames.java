package dev.drayage.naming;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Reference;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names that annotations give an image: read, written and taken away in one place. */
public final class ImageNames {
    private static final String LEGACY_DOCKER_HUB = "index.docker.io/";

    private ImageNames() {}

    /**
     * The full name: {@code io.containerd.image.name} as it stands, else {@code org.opencontainers.image.ref.name} if
     * that is a full reference. A bare tag is no name. {@code index.docker.io/} is an old word for {@code docker.io/}.
     */
    public static Optional<String> fullName(Descriptor image) {
        return image.annotation(ImageAnnotations.IMAGE_NAME)
                .or(() -> image.annotation(ImageAnnotations.REF_NAME).filter(ImageNames::isFull))
                .map(ImageNames::current);
    }

    private static String current(String name) {
        if (!name.startsWith(LEGACY_DOCKER_HUB)) {
            return name;
        }
        try {
            return Reference.parse(name).toString();
        } catch (IllegalArgumentException e) {
            return name; // refused where it is used
        }
    }

    /** Whether it is listed as what refers to an image, such as a signature: no name of an image is meant for it. */
    public static boolean isReferrer(Descriptor listed) {
        return listed.annotation(ImageAnnotations.SUBJECT).isPresent()
                && fullName(listed).isEmpty()
                && listed.annotation(ImageAnnotations.REF_NAME).isEmpty();
    }

    /** Whether a {@code ref.name} is more than a tag, as containerd tells. */
    public static boolean isFull(String refName) {
        return refName.indexOf('/') >= 0 || refName.indexOf(':') >= 0 || refName.indexOf('@') >= 0;
    }

    /** The image with a full name: both annotations that containerd's export writes. */
    public static Descriptor named(Descriptor image, String name) {
        return image.withAnnotation(ImageAnnotations.IMAGE_NAME, name)
                .withAnnotation(ImageAnnotations.REF_NAME, refName(name));
    }

    /** The image with a tag and no full name. */
    public static Descriptor tagged(Descriptor image, String tag) {
        return unnamed(image).withAnnotation(ImageAnnotations.REF_NAME, tag);
    }

    /** The image without any name. */
    public static Descriptor unnamed(Descriptor image) {
        SortedMap<String, String> others = new TreeMap<>(image.annotations());
        others.remove(ImageAnnotations.IMAGE_NAME);
        others.remove(ImageAnnotations.REF_NAME);
        return image.withAnnotations(others);
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
