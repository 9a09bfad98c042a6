package dev.drayage.containerd;

import dev.drayage.content.ContentStore;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The images of a namespace of a daemon. */
final class ContainerdImages implements ImageSource {
    /** Tells the namespaces of the daemon. */
    @FunctionalInterface
    interface Namespaces {
        List<String> list() throws IOException;
    }

    private final RemoteNamespace namespace;
    private final Closeable owner;
    private final ContentStore content;
    private final ImageLookup lookup;

    ContainerdImages(RemoteNamespace namespace, Namespaces namespaces, Closeable owner) {
        this.owner = owner;
        this.namespace = namespace;
        this.content = namespace.content();
        this.lookup = new ImageLookup(
                new ImageLookup.Names() {
                    @Override
                    public Optional<StoredImage> image(String name) throws IOException {
                        return namespace.images().get(name);
                    }

                    @Override
                    public List<StoredImage> images() throws IOException {
                        return namespace.images().list(List.of());
                    }

                    @Override
                    public List<String> namespaces() throws IOException {
                        return namespaces.list();
                    }
                },
                content,
                namespace.name());
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    @Override
    public List<Descriptor> images() throws IOException {
        return lookup.images(content);
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return name.startsWith("@")
                ? new ImageSearch(content, Limits.defaults(), images()).find(name)
                : lookup.find(name, content);
    }

    @Override
    public String location() {
        return namespace.location();
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
