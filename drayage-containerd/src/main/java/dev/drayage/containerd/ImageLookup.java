package dev.drayage.containerd;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.labels.SourceLabels;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds images in a namespace of containerd, whether that runs or not.
 *
 * @param names what its database says
 * @param content what images are made of
 * @param namespace the namespace
 */
record ImageLookup(Names names, ReadableContent content, String namespace) {

    /** What a database of containerd knows of images. */
    interface Names {
        /** The image of exactly this name. */
        Optional<StoredImage> image(String name) throws IOException;

        /** All images of the namespace. */
        List<StoredImage> images() throws IOException;

        /** All namespaces. */
        List<String> namespaces() throws IOException;
    }

    /** All images, named as an archive would name them. */
    List<Descriptor> images(InfoProvider labels) throws IOException {
        List<Descriptor> images = new ArrayList<>();
        for (StoredImage image : names.images()) {
            images.add(SourceLabels.annotated(image.target(), image.name(), labels));
        }
        return images;
    }

    /** The one image of a name in any of its forms, or of {@code NAME@DIGEST}. */
    Descriptor find(String name, InfoProvider labels) throws IOException {
        Optional<StoredImage> exact = names.image(name);
        if (exact.isPresent()) {
            return SourceLabels.annotated(exact.get().target(), exact.get().name(), labels);
        }
        int at = name.lastIndexOf('@');
        if (at > 0) {
            return pinned(name.substring(0, at), name.substring(at + 1), labels);
        }
        List<Descriptor> images = images(labels);
        if (images.isEmpty()) {
            List<String> namespaces = names.namespaces();
            throw ContentNotFoundException.of(
                    List.of(),
                    content.location() + " holds no images in namespace " + namespace + "; its namespaces are "
                            + (namespaces.isEmpty() ? "none" : String.join(", ", namespaces)));
        }
        return new ImageSearch(content, Limits.defaults(), images).find(name);
    }

    private Descriptor pinned(String name, String digest, InfoProvider labels) throws IOException {
        Descriptor found = find(name, labels);
        if (!found.digest().toString().equals(digest)) {
            throw ContentNotFoundException.of(
                    name + " in " + content.location() + " is " + found.digest() + ", not " + digest
                            + "; name what has that digest by @" + digest,
                    null);
        }
        return found;
    }
}
