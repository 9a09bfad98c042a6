package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The image that a part of a delta begins with, in a base. Its files are read when the first of them is needed. Thread-safe. */
final class OldImage implements Closeable {
    private final DeltaPart part;
    private final ReadableContent delta;
    private final ImageSource base;
    private final List<Descriptor> images;
    private final Path directory;
    private final long maxZstdWindow;
    private @Nullable Manifest manifest;
    private @Nullable OldTree tree;
    private int treeUsers;

    /** Layers for which the files may still be needed. */
    private final Set<Digest> unmade = new HashSet<>();

    /**
     * Looks for it in a place.
     *
     * @param images those that it may be, or be in; empty for any that is there
     */
    OldImage(
            DeltaPart part,
            ReadableContent delta,
            ImageSource base,
            List<Descriptor> images,
            Path directory,
            long maxZstdWindow) {
        this.images = List.copyOf(images);
        this.part = part;
        this.delta = delta;
        this.base = base;
        this.directory = directory;
        this.maxZstdWindow = maxZstdWindow;
        for (Descriptor layer : part.manifest().layers()) {
            if (part.method(layer) == LayerMethod.PATCHED) {
                unmade.add(layer.digest());
            }
        }
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
            found = source.isPresent() ? source.get() : listed(documents);
            manifest = found;
        }
        return found;
    }

    private Optional<Manifest> bySource(Documents documents) throws IOException {
        Digest source = part.source();
        if (source == null || !images.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(documents.manifest(base.find("@" + source)));
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }

    private Manifest listed(Documents documents) throws IOException {
        Manifest sameConfig = null;
        for (Descriptor image : images.isEmpty() ? all() : images) {
            try {
                for (Descriptor each : ImageManifests.of(documents, image, PlatformMatcher.all())) {
                    if (base.content().info(each.digest()).isEmpty()) {
                        continue; // An index may list more than there is.
                    }
                    Manifest candidate = documents.manifest(each);
                    if (each.digest().equals(part.source())) {
                        return candidate;
                    }
                    if (candidate.config().digest().equals(part.sourceConfig())) {
                        sameConfig = candidate;
                    }
                }
            } catch (ContentNotFoundException e) {
                // So may one within another.
            }
        }
        if (sameConfig != null) {
            return sameConfig;
        }
        if (part.source() == null) {
            throw DeltaPart.damaged(part.self(), "it has patches, and does not say of which image", null);
        }
        throw ContentNotFoundException.of(
                List.of(),
                (images.isEmpty() ? base.location() + " has" : "what was named of " + base.location() + " is")
                        + " no image " + part.source() + ", with which the delta to "
                        + part.target() + " begins; apply it to a place that has that very image");
    }

    private List<Descriptor> all() throws IOException {
        try {
            return base.images();
        } catch (ContentNotFoundException e) {
            return List.of(); // A repository lists nothing if its usual tag is not there.
        }
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

    /** A layer that is made of this image: packed again, or patched. */
    RebuiltLayer rebuilt(Descriptor layer, LayerRebuild rebuild) throws ContentException {
        LayerRecipe recipe = part.recipe(layer);
        Descriptor patch = part.layers().get(layer.digest());
        return new RebuiltLayer(
                recipe,
                patch == null
                        ? () -> rebuild.repacked(recipe, delta, base.content(), layerOf(recipe.diffId()), bytes -> {})
                        : () -> patched(recipe, patch, rebuild));
    }

    private Blob patched(LayerRecipe recipe, Descriptor patch, LayerRebuild rebuild) throws IOException {
        OldTree files = acquireTree();
        boolean isMade = false;
        try {
            Blob made = rebuild.patched(recipe, delta, patch, files, bytes -> {});
            isMade = true;
            return made;
        } finally {
            releaseTree(isMade ? recipe.digest() : null);
        }
    }

    private synchronized OldTree acquireTree() throws IOException {
        OldTree files = tree();
        treeUsers++;
        return files;
    }

    /** Gives back the disk that files take when each layer was made: as a rule, none is made twice. */
    private synchronized void releaseTree(@Nullable Digest made) throws IOException {
        treeUsers--;
        if (made != null) {
            unmade.remove(made);
        }
        if (treeUsers == 0 && unmade.isEmpty()) {
            close();
        }
    }

    /** Whether the base has the layers that a layer is made of. */
    boolean isThereFor(Descriptor layer) throws IOException {
        Manifest found = find();
        if (part.method(layer) == LayerMethod.REPACKED) {
            return base.content()
                    .info(layerOf(part.recipe(layer).diffId()).digest())
                    .isPresent();
        }
        for (Descriptor each : found.layers()) {
            if (OldTree.isTar(each)
                    && !MediaTypes.isNonDistributable(each.mediaType())
                    && base.content().info(each.digest()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Those of its files that patches refer to. */
    private OldTree tree() throws IOException {
        OldTree read = tree;
        if (read == null) {
            Set<String> wanted = new HashSet<>();
            for (Descriptor layer : part.manifest().layers()) {
                if (part.method(layer) == LayerMethod.PATCHED) {
                    Descriptor descriptor = Objects.requireNonNull(part.layers().get(layer.digest()));
                    try (Blob patch = delta.open(descriptor)) {
                        LayerRebuild.verify(delta, descriptor, patch);
                        wanted.addAll(TarDiff.paths(patch, part.recipe(layer).unpackedSize()));
                    }
                }
            }
            read = OldTree.read(
                    base.content(), find().layers(), (path, mode) -> wanted.contains(path), maxZstdWindow, directory);
            tree = read;
        }
        return read;
    }

    @Override
    public synchronized void close() throws IOException {
        if (tree != null) {
            tree.close();
            tree = null;
        }
    }
}
