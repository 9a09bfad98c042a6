package dev.drayage.delta;

import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;

/**
 * A delta that was made, as a place that lists it: it can be copied to an archive, a registry, or wherever images go. Its
 * artifacts have no names, lest they be taken for the images that they lead to. Closing it gives back what was put aside; the
 * place of the new images must stay open as long.
 */
public final class CreatedDelta implements ImageSource {
    private final CreatedContent content;
    private final List<Descriptor> images;

    CreatedDelta(CreatedContent content, List<Descriptor> images) {
        this.content = content;
        this.images = List.copyOf(images);
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    /** The artifacts, one for each image. */
    @Override
    public List<Descriptor> images() {
        return images;
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, Limits.defaults(), images).find(name);
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
