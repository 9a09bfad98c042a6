package dev.drayage.image;

import dev.drayage.content.ContentIngester;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A destination that was opened for its own sake: closing it also closes what it was opened through.
 *
 * @param images closed first
 * @param owner the store or connection behind it
 */
record OwnedDestination(ImageDestination images, Closeable owner) implements ImageDestination {

    @Override
    public ContentIngester ingester() {
        return images.ingester();
    }

    @Override
    public boolean has(Descriptor content) throws IOException {
        return images.has(content);
    }

    @Override
    public InfoProvider present() {
        return images.present();
    }

    @Override
    public Optional<ReadableContent> readable() {
        return images.readable();
    }

    @Override
    public void label(Digest digest, Map<String, String> labels) throws IOException {
        images.label(digest, labels);
    }

    @Override
    public boolean takesSparseIndexes() {
        return images.takesSparseIndexes();
    }

    @Override
    public void expect(List<NamedImage> named) throws IOException {
        images.expect(named);
    }

    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        images.put(root, name);
    }

    @Override
    public List<NamedImage> putAll(List<NamedImage> named) throws IOException {
        return images.putAll(named);
    }

    @Override
    public boolean listsInGroups() {
        return images.listsInGroups();
    }

    @Override
    public boolean removeName(String name, Digest image) throws IOException {
        return images.removeName(name, image);
    }

    @Override
    public List<String> warnings() {
        return images.warnings();
    }

    @Override
    public String location() {
        return images.location();
    }

    @Override
    public void close() throws IOException {
        try (owner) {
            images.close();
        }
    }
}
