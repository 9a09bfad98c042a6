package dev.drayage.cli;

import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.List;

/** The images of the local store, which is closed with them. */
record StoredImages(OpenStore store, ImageSource source) implements ImageSource {

    static StoredImages open(OpenStore store) {
        return new StoredImages(store, store.namespace().source());
    }

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
        return source.find(name);
    }

    @Override
    public void close() throws IOException {
        try (store) {
            source.close();
        }
    }
}
