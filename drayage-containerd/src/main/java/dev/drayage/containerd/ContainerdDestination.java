package dev.drayage.containerd;

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

/**
 * A namespace of a daemon that images are written to; it is closed with its connection.
 *
 * @param connection closed with this
 * @param images takes images under a lease, with the labels that keep their content
 */
record ContainerdDestination(Containerd connection, ImageDestination images) implements ImageDestination {

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
        try (connection) {
            images.close();
        }
    }
}
