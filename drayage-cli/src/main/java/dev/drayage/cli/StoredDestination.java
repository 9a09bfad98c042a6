package dev.drayage.cli;

import dev.drayage.content.ContentIngester;
import dev.drayage.content.InfoProvider;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The local store as a place to write images to; it is closed with them. */
record StoredDestination(OpenStore store, ImageDestination images) implements ImageDestination {

    /** Opens it; what is not there yet is made. */
    static StoredDestination open(StoreLocation location) throws IOException {
        OpenStore store = location.openOrCreate();
        try {
            return new StoredDestination(store, store.namespace().destination());
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    @Override
    public ContentIngester ingester() {
        return images.ingester();
    }

    @Override
    public InfoProvider present() {
        return images.present();
    }

    @Override
    public void label(Digest digest, Map<String, String> labels) throws IOException {
        images.label(digest, labels);
    }

    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        images.put(root, name);
    }

    @Override
    public void putAll(List<NamedImage> named) throws IOException {
        images.putAll(named);
    }

    @Override
    public String location() {
        return images.location();
    }

    @Override
    public void close() throws IOException {
        try (store) {
            images.close();
        }
    }
}
