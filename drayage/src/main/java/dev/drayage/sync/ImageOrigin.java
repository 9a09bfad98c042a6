package dev.drayage.sync;

import dev.drayage.image.ImageSource;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import java.io.IOException;

/** Where the images of a list come from. Thread-safe. */
public interface ImageOrigin {

    /**
     * The digest that a name has now, by as little as tells it.
     *
     * @throws dev.drayage.content.ContentNotFoundException if there is no such image
     */
    Digest look(Reference name) throws IOException;

    /** Whether a manifest comes from where manifests are taken only after their blobs, so that these need not be asked for. */
    default boolean isRegistry() {
        return false;
    }

    /** The place that has the image, to be closed. */
    ImageSource open(Reference name) throws IOException;
}
