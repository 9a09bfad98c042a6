package dev.drayage.delta;

import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;

/**
 * Content with images of it, which others opened and close.
 *
 * @param images those that it lists
 */
record ListedPlace(ReadableContent content, List<Descriptor> images) implements ImageSource {
    ListedPlace {
        images = List.copyOf(images);
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, Limits.defaults(), images).find(name);
    }

    @Override
    public void close() {
        // It belongs to whoever opened it.
    }
}
