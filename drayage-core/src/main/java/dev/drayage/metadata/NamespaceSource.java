package dev.drayage.metadata;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageSource;
import dev.drayage.naming.ImageNames;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The images of a namespace, to be read. What was asked for is held by a lease until this is closed: nobody collects it
 * in the meantime.
 */
final class NamespaceSource implements ImageSource {
    private final ImageNamespace namespace;
    private @Nullable WorkLease lease;

    NamespaceSource(ImageNamespace namespace) {
        this.namespace = namespace;
    }

    @Override
    public ReadableContent content() {
        return namespace.content();
    }

    @Override
    public List<Descriptor> images() throws IOException {
        List<Descriptor> images = new ArrayList<>();
        for (StoredImage image : namespace.images().list(List.of())) {
            if (hold(image.target())) {
                images.add(described(image));
            }
        }
        return List.copyOf(images);
    }

    /** By the name as it stands, or its full form: {@code alpine} finds {@code docker.io/library/alpine:latest}. */
    @Override
    public Descriptor find(String name) throws IOException {
        Optional<StoredImage> image = namespace.images().get(name);
        if (image.isEmpty()) {
            Optional<String> full = fullName(name);
            image = full.isPresent() ? namespace.images().get(full.get()) : image;
        }
        if (image.isEmpty() && name.startsWith("@")) {
            image = namespace.images().list(List.of("target.digest==\"" + name.substring(1) + "\"")).stream()
                    .findFirst();
        }
        if (image.isEmpty() || !hold(image.get().target())) {
            throw ContentNotFoundException.of(
                    List.of(), location() + " holds no image named " + name + "; dray ls lists those there are");
        }
        PinnedNames.require(image.get().target(), image.get().name(), location());
        return described(image.get());
    }

    private static Optional<String> fullName(String name) {
        try {
            return Optional.of(Reference.parse(name).withDefaultTag().toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Descriptor described(StoredImage image) {
        Descriptor target = ImageNames.unnamed(image.target());
        return image.isNamed() ? ImageNames.named(target, image.name()) : target;
    }

    /** Whether it is there still, from now on until the end. */
    private boolean hold(Descriptor image) throws IOException {
        if (!namespace.canBeChanged()) {
            return true;
        }
        namespace.leases().add(lease().id(), new LeaseManager.Resource.Content(image.digest()));
        // Asked only now: what is here and held stays.
        return namespace.content().info(image.digest()).isPresent();
    }

    private synchronized Lease lease() throws IOException {
        WorkLease taken = lease;
        if (taken == null) {
            taken = WorkLease.take(namespace.leases(), "reading");
            lease = taken;
        }
        return taken.lease();
    }

    @Override
    public synchronized void close() throws IOException {
        WorkLease taken = lease;
        lease = null;
        if (taken != null) {
            taken.close();
        }
    }
}
