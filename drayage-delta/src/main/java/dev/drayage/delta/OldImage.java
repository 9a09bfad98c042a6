package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.delta.tardiff.TarDiff;
import dev.drayage.graph.Documents;
import dev.drayage.graph.ImageManifests;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.PlatformMatcher;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The image that a part of a delta begins with, in a base. Its files are read when the first of them is needed. Thread-safe. */
final class OldImage implements Closeable {
    private final DeltaPart part;
    private final ReadableContent delta;
    private final ImageSource base;
    private final Path directory;
    private final long maxZstdWindow;
    private @Nullable Manifest manifest;
    private @Nullable OldTree tree;

    OldImage(DeltaPart part, ReadableContent delta, ImageSource base, Path directory, long maxZstdWindow) {
        this.part = part;
        this.delta = delta;
        this.base = base;
        this.directory = directory;
        this.maxZstdWindow = maxZstdWindow;
    }

    /**
     * The manifest: that very one, else another with the same config, whose layers unpack to the same.
     *
     * @throws ContentNotFoundException if the base has neither
     */
    synchronized Manifest find() throws IOException {
        Manifest found = manifest;
        if (found == null) {
            Documents documents = new Documents(base.content());
            Optional<Manifest> source = bySource(documents);
            found = source.isPresent() ? source.get() : byConfig(documents);
            manifest = found;
        }
        return found;
    }

    private Optional<Manifest> bySource(Documents documents) throws IOException {
        Digest source = part.source();
        if (source == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(documents.manifest(base.find("@" + source)));
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }

    private Manifest byConfig(Documents documents) throws IOException {
        for (Descriptor image : base.images()) {
            for (Descriptor each : ImageManifests.of(documents, image, PlatformMatcher.all())) {
                try {
                    Manifest candidate = documents.manifest(each);
                    if (candidate.config().digest().equals(part.sourceConfig())) {
                        return candidate;
                    }
                } catch (ContentNotFoundException e) {
                    // An index may list more than there is.
                }
            }
        }
        throw ContentNotFoundException.of(
                List.of(),
                base.location() + " has no image " + part.source() + ", with which the delta to "
                        + part.manifestDescriptor().digest() + " begins; apply it to a place that has that very image");
    }

    /** The layer that unpacks to this. */
    Descriptor layerOf(Digest diffId) throws IOException {
        Manifest found = find();
        if (MediaTypes.isConfig(found.config().mediaType())) {
            int at = new Documents(base.content())
                    .config(found.config())
                    .diffIds()
                    .indexOf(diffId);
            if (at >= 0 && at < found.layers().size()) {
                return found.layers().get(at);
            }
        }
        throw ContentNotFoundException.of(
                List.of(),
                "the image " + part.source() + " in " + base.location() + " has no layer that unpacks to " + diffId
                        + ", of which the delta makes another");
    }

    /** Those of its files that patches refer to. */
    synchronized OldTree tree() throws IOException {
        OldTree read = tree;
        if (read == null) {
            Set<String> wanted = new HashSet<>();
            for (Descriptor layer : part.manifest().layers()) {
                if (part.method(layer) == LayerMethod.PATCHED) {
                    try (Blob patch = delta.open(part.layers().get(layer.digest()))) {
                        wanted.addAll(TarDiff.paths(patch, part.recipe(layer).unpackedSize()));
                    }
                }
            }
            read = OldTree.read(base.content(), find().layers(), wanted::contains, maxZstdWindow, directory);
            tree = read;
        }
        return read;
    }

    @Override
    public synchronized void close() throws IOException {
        if (tree != null) {
            tree.close();
        }
    }
}
