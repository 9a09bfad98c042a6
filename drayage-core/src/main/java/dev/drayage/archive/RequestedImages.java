package dev.drayage.archive;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.json.Quotes;
import dev.drayage.naming.ImageNames;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.SelectionOptions;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images that are to be put into an archive, and what it calls them. */
final class RequestedImages {
    private RequestedImages() {}

    /**
     * Images each once, in the order in which they were asked for; their names are full ones, and tags are annotations.
     *
     * @throws IllegalArgumentException if there is none
     */
    static List<NamedImage> distinct(List<NamedImage> requested) {
        if (requested.isEmpty()) {
            throw new IllegalArgumentException("an archive needs at least one image");
        }
        return requested.stream()
                .map(RequestedImages::tagAsAnnotation)
                .distinct()
                .toList();
    }

    private static NamedImage tagAsAnnotation(NamedImage image) {
        String name = image.name();
        return name == null || ImageNames.isFull(name)
                ? image
                : new NamedImage(ImageNames.tagged(image.descriptor(), name), null);
    }

    /**
     * Refuses different images under one name, of which readers would give it to one only.
     *
     * @param images by the names that the archive gives them, in any order; null is no name
     */
    static void requireDistinctNames(String location, List<NamedImage> images) throws ContentException {
        Map<String, Digest> named = new HashMap<>();
        for (NamedImage image : images) {
            String name = image.name();
            if (name == null) {
                continue;
            }
            Digest digest = image.descriptor().digest();
            Digest other = named.putIfAbsent(name, digest);
            if (other != null && !other.equals(digest)) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT,
                        location + ": two different images would be named " + Quotes.printable(name)
                                + " in the archive; choose one, @" + other + " or @" + digest);
            }
        }
    }

    /** Finds what there is of images, none of which may have a name that pins another digest. */
    static ContentSelection select(ReadableContent content, List<NamedImage> images, SelectionOptions options)
            throws IOException {
        for (NamedImage image : images) {
            PinnedNames.require(image.descriptor(), image.name(), content.location());
        }
        return ContentSelection.of(content, images, options);
    }

    /** What an image is called in the archive: its full name, else its tag; null if it has neither. */
    static @Nullable String listedName(NamedImage image) {
        return image.name() != null
                ? image.name()
                : image.descriptor().annotation(ImageAnnotations.REF_NAME).orElse(null);
    }

    /**
     * The descriptor as {@code index.json} lists it: with both names that containerd's export writes, if there is a name,
     * and without what containerd does not keep of an image: platform, artifact type, URLs and embedded data.
     */
    static Descriptor listed(NamedImage image) {
        Descriptor descriptor = image.descriptor();
        Descriptor kept = Descriptor.of(descriptor.mediaType(), descriptor.digest(), descriptor.size())
                .withAnnotations(descriptor.annotations());
        return image.name() == null ? kept : ImageNames.named(kept, image.name());
    }
}
