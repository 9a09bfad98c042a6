package dev.drayage.repository;

import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Digest;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image is about, as a label of it says, so that nobody has to read all manifests to find those about one. The
 * label holds for one digest: whoever gives the name to other content need not know of it.
 *
 * @param subject null for nothing
 */
record SubjectNote(@Nullable Digest subject) {
    /** The label: the digest of the image and, after a space, that of what it is about. */
    static final String LABEL = "dev.drayage.subject";

    /** The value of the label. */
    static String text(Digest image, @Nullable Digest subject) {
        return subject == null ? image.toString() : image + " " + subject;
    }

    /** What is noted of an image; null if nothing is, or not of what it is now. */
    static @Nullable SubjectNote of(StoredImage image) {
        return of(image.target().digest(), image.labels());
    }

    private static @Nullable SubjectNote of(Digest image, SortedMap<String, String> labels) {
        String note = labels.getOrDefault(LABEL, "");
        if (note.equals(image.toString())) {
            return new SubjectNote(null);
        }
        if (!note.startsWith(image + " ")) {
            return null;
        }
        try {
            return new SubjectNote(Digest.parse(note.substring(image.toString().length() + 1)));
        } catch (IllegalArgumentException e) {
            return null; // somebody else's label
        }
    }
}
