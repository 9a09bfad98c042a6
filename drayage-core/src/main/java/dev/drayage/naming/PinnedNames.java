package dev.drayage.naming;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.InvalidDigestException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name with a digest, such as {@code app@sha256:…}, is only ever that of the content with this digest. */
public final class PinnedNames {
    private static final Pattern MEANT_AS_DIGEST = Pattern.compile("sha(?:256|384|512):", Pattern.CASE_INSENSITIVE);

    private PinnedNames() {}

    /**
     * Refuses an image under a name that pins another digest, or something that only looks like one.
     *
     * @param image what the name is given to, or was found to name
     * @param name null if it has none
     * @param location where the name is, for the message
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if the digests differ
     */
    public static void require(Descriptor image, @Nullable String name, String location) throws ContentException {
        int at = name == null ? -1 : name.lastIndexOf('@');
        if (name == null || at < 0) {
            return;
        }
        String pin = name.substring(at + 1);
        Digest pinned;
        try {
            pinned = Digest.parse(pin);
        } catch (InvalidDigestException e) {
            if (MEANT_AS_DIGEST.matcher(pin).lookingAt()) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        location + ": the name " + Quotes.printable(name)
                                + " pins what looks like a digest and is none: " + e.getMessage(),
                        e);
            }
            return; // an odd name, but no digest
        }
        if (!pinned.equals(image.digest())) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + ": the name " + Quotes.printable(name) + " pins a digest, and the image has another, "
                            + image.digest() + "; a name with a digest is only that of the content it pins");
        }
    }

    /** Refuses an image whose annotations name it so; fails as the other does. */
    public static void require(Descriptor listed, String location) throws ContentException {
        for (String key : List.of(ImageAnnotations.IMAGE_NAME, ImageAnnotations.REF_NAME)) {
            require(listed, listed.annotation(key).orElse(null), location);
        }
    }
}
