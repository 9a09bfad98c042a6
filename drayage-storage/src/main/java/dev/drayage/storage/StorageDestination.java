package dev.drayage.storage;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A storage that images are copied to. Blobs come first, and belong to nobody; the links that make an image of them are
 * written when all are there, those of tags last.
 */
final class StorageDestination implements ImageDestination {
    private final RegistryStorage storage;
    private final @Nullable String only;
    private final StorageIngester ingester;

    /** Of a storage, which is closed with it; {@code only} is the path of the repository for images without a name. */
    StorageDestination(RegistryStorage storage, @Nullable String only) {
        this.storage = storage;
        this.only = only;
        this.ingester = new StorageIngester(storage);
    }

    @Override
    public ContentIngester ingester() {
        return ingester;
    }

    @Override
    public InfoProvider present() {
        return storage.content();
    }

    @Override
    public Optional<ReadableContent> readable() {
        return Optional.of(storage.content());
    }

    @Override
    public void put(Descriptor root, @Nullable String name) throws IOException {
        PinnedNames.require(root, name, location());
        String path = only;
        String tag = null;
        if (name != null) {
            int at = name.indexOf('@');
            String tagged = at < 0 ? name : name.substring(0, at);
            int colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
            path = StorageNames.path(colon < 0 ? tagged : tagged.substring(0, colon));
            tag = colon < 0 ? null : tagged.substring(colon + 1);
        }
        if (path == null) {
            throw new IllegalArgumentException("image " + root.digest()
                    + " has no name that would tell its repository; name one, as in " + location() + ":REPO");
        }
        link(storage, path, root, tag == null ? List.of() : List.of(tag));
    }

    /** Makes an image one of a repository: links to all that it is made of, to its manifests, and of tags. */
    static void link(RegistryStorage storage, String path, Descriptor root, Collection<String> tags)
            throws IOException {
        Map<String, Digest> layers = new LinkedHashMap<>();
        Map<String, Digest> revisions = new LinkedHashMap<>();
        Deque<Descriptor> left = new ArrayDeque<>(List.of(root));
        Set<Digest> seen = new HashSet<>();
        while (!left.isEmpty()) {
            Descriptor next = left.pop();
            if (!seen.add(next.digest())) {
                continue;
            }
            if (!MediaTypes.isDocument(next.mediaType())) {
                if (storage.content().info(next.digest()).isPresent()) {
                    layers.put(RegistryKeys.layer(path, next.digest()), next.digest());
                }
                continue;
            }
            Optional<StoredManifest> manifest = storage.manifests().find(next.digest());
            if (manifest.isPresent()) {
                revisions.put(RegistryKeys.revision(path, next.digest()), next.digest());
                left.addAll(manifest.get().children());
            } else if (next.equals(root)) {
                storage.requireKept(root.digest());
            }
        }
        write(storage, layers);
        write(storage, revisions);
        for (Digest layer : layers.values()) {
            storage.requireKept(layer);
        }
        for (Digest manifest : revisions.values()) {
            storage.requireKept(manifest);
        }
        for (String tag : tags) {
            storage.writeLink(RegistryKeys.tagged(path, tag, root.digest()), root.digest());
            storage.writeLink(RegistryKeys.current(path, tag), root.digest());
        }
    }

    private static void write(RegistryStorage storage, Map<String, Digest> links) throws IOException {
        for (var link : links.entrySet()) {
            storage.writeLink(link.getKey(), link.getValue());
        }
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
