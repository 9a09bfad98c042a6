package dev.drayage.delta;

import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;

/** A place in memory that lists some images. */
record MemoryPlace(ReadableContent content, List<Descriptor> images) implements ImageSource {
    static MemoryPlace of(ReadableContent content, Descriptor... images) {
        return new MemoryPlace(content, List.of(images));
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, Limits.defaults(), images).find(name);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
