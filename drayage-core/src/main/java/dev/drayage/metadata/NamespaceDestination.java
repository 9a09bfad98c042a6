package dev.drayage.metadata;

import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentStore;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.labels.SourceLabels;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that images are written to. A lease holds what is written, and what is found there already, until this is
 * closed; by then the images made of it do.
 */
final class NamespaceDestination implements ImageDestination {
    /** Bounds what is in memory, and how long others wait. */
    private static final int IMAGES_AT_ONCE = 1000;

    private final ImageNamespace namespace;
    private final WorkLease lease;
    private final ContentStore content;
    private final KeptNotes notes = new KeptNotes();

    private NamespaceDestination(ImageNamespace namespace, WorkLease lease) {
        this.namespace = namespace;
        this.lease = lease;
        this.content = namespace.content(lease.lease());
    }

    static NamespaceDestination open(ImageNamespace namespace) throws IOException {
        return new NamespaceDestination(namespace, WorkLease.take(namespace.leases(), "writing"));
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
    public Optional<ReadableContent> readable() {
        return Optional.of(content);
    }

    @Override
    public void label(Digest digest, Map<String, String> labels) throws IOException {
        content.labelAll(Map.of(digest, notes.labels(digest, labels)));
    }

    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        putAll(List.of(new NamedImage(root, name)));
    }

    /**
     * Sees to it as well that all documents of the images refer to their children, so that these stay when they do, and
     * that what an archive's annotations say of where an image came from is noted.
     */
    @Override
    public List<NamedImage> putAll(List<NamedImage> named) throws IOException {
        List<NamedImage> kept = named.stream()
                .map(image -> new NamedImage(image.descriptor(), notes.name(image)))
                .toList();
        for (int from = 0; from < kept.size(); from += IMAGES_AT_ONCE) {
            List<NamedImage> some = kept.subList(from, Math.min(kept.size(), from + IMAGES_AT_ONCE));
            lease.holding(() -> putSome(some));
        }
        return kept;
    }

    private void putSome(List<NamedImage> named) throws IOException {
        Map<Digest, SortedMap<String, String>> labels = ReferenceLabels.below(
                content, named.stream().map(NamedImage::descriptor).toList());
        List<StoredImage> images = new ArrayList<>();
        for (NamedImage image : named) {
            Descriptor root = image.descriptor();
            PinnedNames.require(root, image.name(), location());
            SortedMap<String, String> sources = notes.labels(root.digest(), SourceLabels.of(root));
            if (!sources.isEmpty()) {
                labels.computeIfAbsent(root.digest(), digest -> new TreeMap<>()).putAll(sources);
            }
            String name = image.name();
            images.add(StoredImage.of(name == null ? StoredImage.unnamed(root.digest()) : name, notes.target(root)));
        }
        content.labelAll(labels);
        namespace.images().putAll(images);
    }

    @Override
    public boolean removeName(String name, Digest image) throws IOException {
        return namespace.images().delete(name, image);
    }

    @Override
    public List<String> warnings() {
        return notes.dropped();
    }

    @Override
    public String location() {
        return content.location();
    }

    @Override
    public void close() throws IOException {
        lease.close();
    }
}
