package dev.drayage.metadata;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentStore;
import dev.drayage.content.InfoProvider;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.GraphLimits;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that images are written to. A lease holds what is written, and what is found there already, until this is
 * closed; by then the images made of it do.
 */
final class NamespaceDestination implements ImageDestination {
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Map<String, String> LABELS = Map.of("dev.drayage.lease", "writing");

    private final ImageNamespace namespace;
    private final Lease lease;
    private final ContentStore content;

    private NamespaceDestination(ImageNamespace namespace, Lease lease) {
        this.namespace = namespace;
        this.lease = lease;
        this.content = namespace.content(lease);
    }

    static NamespaceDestination open(ImageNamespace namespace) throws IOException {
        return new NamespaceDestination(namespace, namespace.leases().create(null, LIFETIME, LABELS));
    }

    @Override
    public ContentIngester ingester() {
        return content;
    }

    @Override
    public InfoProvider present() {
        return content;
    }

    @Override
    public void label(Digest digest, Map<String, String> labels) throws IOException {
        Optional<ContentInfo> info = content.info(digest);
        if (info.isEmpty() || !info.get().labels().entrySet().containsAll(labels.entrySet())) {
            content.label(digest, labels);
        }
    }

    /** Sees to it as well that all documents of the image refer to their children, so that these stay when it does. */
    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        Documents documents = new Documents(content, JsonLimits.defaults());
        Graph.walk(descriptor -> refer(documents, descriptor), GraphLimits.defaults(), List.of(root));
        Image image = Image.of(name == null ? Image.unnamed(root.digest()) : name, ImageNames.unnamed(root));
        try {
            namespace.images().create(image);
        } catch (ContentException e) {
            if (e.kind() != Kind.ALREADY_EXISTS) {
                throw e;
            }
            namespace.images().update(image, List.of("target"));
        }
    }

    private List<Descriptor> refer(Documents documents, Descriptor descriptor) throws IOException {
        boolean isIndex = MediaTypes.isIndex(descriptor.mediaType());
        if ((!isIndex && !MediaTypes.isManifest(descriptor.mediaType()))
                || content.info(descriptor.digest()).isEmpty()) {
            return List.of();
        }
        if (isIndex) {
            Index index = documents.index(descriptor);
            label(descriptor.digest(), GcLabels.of(index));
            return index.manifests();
        }
        Manifest manifest = documents.manifest(descriptor);
        label(descriptor.digest(), GcLabels.of(manifest));
        return manifest.children();
    }

    @Override
    public String location() {
        return content.location();
    }

    @Override
    public void close() throws IOException {
        try {
            namespace.leases().delete(lease.id());
        } catch (ContentException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
            // It is closed already, or somebody else ended the lease.
        }
    }
}
