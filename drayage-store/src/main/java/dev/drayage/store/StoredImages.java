package dev.drayage.store;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;

/**
 * The images of a namespace of the local store, which is closed with them.
 *
 * @param store the store
 * @param namespace where the images are
 * @param source the images
 */
public record StoredImages(LocalStore store, ImageNamespace namespace, ImageSource source) implements ImageSource {

    @Override
    public ReadableContent content() {
        return source.content();
    }

    @Override
    public List<Descriptor> images() throws IOException {
        return source.images();
    }

    @Override
    public Descriptor find(String name) throws IOException {
        try {
            return source.find(name);
        } catch (ContentNotFoundException e) {
            // To other tools, a bare name is that of an image in a registry.
            throw name.startsWith("@")
                    ? e
                    : ContentNotFoundException.of(
                            List.of(), e.getMessage() + "; the one in a registry is docker://" + name);
        }
    }

    /** Has content that was found corrupt stored again when it is next written, where the store can be changed. */
    public void distrust(Digest digest) throws IOException {
        if (namespace.canBeChanged()) {
            store.distrust(digest);
        }
    }

    @Override
    public void close() throws IOException {
        try (store) {
            source.close();
        }
    }
}
