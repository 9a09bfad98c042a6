package dev.drayage.delta;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ReadableContent;
import dev.drayage.delta.packing.Packing;
import dev.drayage.delta.tardiff.TarDiff;
import dev.drayage.delta.tardiff.TarDiffer;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Manifest;
import dev.drayage.task.TaskScope;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Finds the smallest way that leads from one old image to layers of a new one, and proves it. For one thread. */
final class LayerCreation implements Closeable {
    /** What a layer may unpack to whatever its size, and how many times its size beyond that. */
    private static final long FREE_BYTES = 64L << 20;

    private static final int MAX_RATIO = 1100;

    private final ReadableContent oldContent;
    private final @Nullable Manifest old;
    private final List<Digest> oldDiffIds;
    private final ReadableContent content;
    private final CreatedContent created;
    private final DeltaOptions options;
    private final LayerRebuild rebuild;
    private @Nullable OldTree tree;
    private @Nullable TarDiffer differ;
    private long told;

    /**
     * Begins with an old image.
     *
     * @param old its manifest; null if there is none, and nothing to begin with
     * @param oldDiffIds what its layers unpack to; empty if that is not said
     * @param content has the new layers
     * @param created takes the patches
     */
    LayerCreation(
            ReadableContent oldContent,
            @Nullable Manifest old,
            List<Digest> oldDiffIds,
            ReadableContent content,
            CreatedContent created,
            DeltaOptions options) {
        this.oldContent = oldContent;
        this.old = old;
        this.oldDiffIds = List.copyOf(oldDiffIds);
        this.content = content;
        this.created = created;
        this.options = options;
        this.rebuild = new LayerRebuild(options.directory(), options.maxZstdWindow());
    }

    /**
     * What leads to a layer.
     *
     * @param diffId what it unpacks to; null if that is not said
     */
    NewLayer lead(Descriptor layer, @Nullable Digest diffId) throws IOException {
        told = 0;
        NewLayer lead = find(layer, diffId);
        options.listener().moved(2 * layer.size() - told);
        options.listener().done(lead.report());
        return lead;
    }

    /** Tells of progress, but not of more than there is: what was tried in vain was told of too. */
    private void tell(long bytes, Descriptor layer) {
        long more = Math.min(bytes, 2 * layer.size() - told);
        told += more;
        options.listener().moved(more);
    }

    private NewLayer find(Descriptor layer, @Nullable Digest diffId) throws IOException {
        if (old == null) {
            return NewLayer.of(layer, diffId, LayerMethod.WHOLE);
        }
        boolean isThere = old.layers().stream().anyMatch(each -> each.digest().equals(layer.digest()));
        if (isThere && oldContent.info(layer.digest()).isPresent()) {
            return NewLayer.of(layer, diffId, LayerMethod.REUSED);
        }
        int same = diffId == null ? -1 : oldDiffIds.indexOf(diffId);
        try (Blob packed = content.open(layer)) {
            if (same >= 0 && same < old.layers().size()) {
                Optional<NewLayer> repacked =
                        repacked(layer, packed, old.layers().get(same));
                if (repacked.isPresent()) {
                    return repacked.get();
                }
            }
            return patched(layer, packed).orElse(NewLayer.of(layer, diffId, LayerMethod.WHOLE));
        }
    }

    private Optional<NewLayer> repacked(Descriptor layer, Blob packed, Descriptor oldLayer) throws IOException {
        Optional<Packing> packing = Packing.of(new WatchedBlob(packed, bytes -> tell(bytes, layer)));
        if (packing.isEmpty()) {
            return Optional.empty();
        }
        try (Unpacked plain = unpack(packed, layer)) {
            LayerRecipe recipe = recipe(layer, plain, packing.get());
            return isExact(() -> rebuild.repacked(recipe, oldContent, oldLayer, bytes -> tell(bytes, layer)))
                    ? Optional.of(new NewLayer(layer, recipe.diffId(), LayerMethod.REPACKED, null, recipe, Set.of()))
                    : Optional.empty();
        }
    }

    private Optional<NewLayer> patched(Descriptor layer, Blob packed) throws IOException {
        SpoolFile file = SpoolFile.create(options.directory());
        boolean isKept = false;
        try (Unpacked plain = unpack(packed, layer)) {
            AtomicReference<Optional<Packing>> packing = new AtomicReference<>(Optional.empty());
            AtomicReference<Descriptor> patch = new AtomicReference<>();
            try (TaskScope scope = TaskScope.open("dray-delta", 2)) {
                scope.fork(() -> packing.set(Packing.of(new WatchedBlob(packed, bytes -> tell(bytes, layer)))));
                scope.fork(() -> patch.set(write(plain.blob(), file)));
                scope.join();
            }
            if (packing.get().isEmpty() || patch.get().size() >= layer.size()) {
                return Optional.empty();
            }
            LayerRecipe recipe = recipe(layer, plain, packing.get().get());
            created.add(patch.get(), file);
            isKept = true;
            return isExact(() -> rebuild.patched(recipe, created, patch.get(), tree(), bytes -> tell(bytes, layer)))
                    ? Optional.of(new NewLayer(
                            layer,
                            recipe.diffId(),
                            LayerMethod.PATCHED,
                            patch.get(),
                            recipe,
                            paths(patch.get(), recipe)))
                    : Optional.empty();
        } finally {
            if (!isKept) {
                file.close();
            }
        }
    }

    private Set<String> paths(Descriptor patch, LayerRecipe recipe) throws IOException {
        try (Blob diff = created.open(patch)) {
            return new HashSet<>(TarDiff.paths(diff, recipe.unpackedSize()));
        }
    }

    private Descriptor write(Blob plain, SpoolFile file) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        long[] count = {0};
        try (OutputStream out = new BufferedOutputStream(new HashedOutput(file.output(), hash, count), 1 << 16)) {
            differ().write(plain, out);
        }
        return Descriptor.of(TarDiff.MEDIA_TYPE, Digest.ofHash(DigestAlgorithm.SHA256, hash.digest()), count[0]);
    }

    private static LayerRecipe recipe(Descriptor layer, Unpacked plain, Packing packing) throws IOException {
        return new LayerRecipe(
                layer.digest(), layer.size(), plain.digest(), plain.blob().size(), packing);
    }

    /** Whether what is made again is the layer: what is not, is not told from what cannot be made at all. */
    private static boolean isExact(RebuiltLayer.Maker maker) throws IOException {
        try (Blob made = maker.make()) {
            return made.size() >= 0;
        } catch (ContentException e) {
            if (e.saysOfContent()) {
                return false;
            }
            throw e;
        }
    }

    /** What a layer unpacks to, put aside. */
    private record Unpacked(SpoolFile file, Blob blob, Digest digest) implements Closeable {
        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private Unpacked unpack(Blob packed, Descriptor layer) throws IOException {
        SpoolFile file = SpoolFile.create(options.directory());
        try {
            MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
            long limit = Math.max(FREE_BYTES, Math.min(layer.size(), Long.MAX_VALUE / MAX_RATIO) * MAX_RATIO);
            rebuild.unpack(packed, layer, limit, new HashedOutput(file.output(), hash, new long[1]));
            return new Unpacked(file, file.toBlob(), Digest.ofHash(DigestAlgorithm.SHA256, hash.digest()));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private TarDiffer differ() throws IOException {
        TarDiffer known = differ;
        if (known == null) {
            known = new TarDiffer(tree().all());
            differ = known;
        }
        return known;
    }

    private OldTree tree() throws IOException {
        OldTree known = tree;
        if (known == null) {
            List<Descriptor> layers = old == null ? List.of() : old.layers();
            known = OldTree.read(oldContent, layers, path -> true, options.maxZstdWindow(), options.directory());
            tree = known;
        }
        return known;
    }

    /** Bytes of these old files. */
    long sizeOf(Set<String> paths) throws IOException {
        return paths.isEmpty() ? 0 : tree().size(paths);
    }

    @Override
    public void close() throws IOException {
        if (tree != null) {
            tree.close();
        }
    }

    private static final class HashedOutput extends FilterOutputStream {
        private final MessageDigest hash;
        private final long[] count;

        HashedOutput(OutputStream out, MessageDigest hash, long[] count) {
            super(out);
            this.hash = hash;
            this.count = count;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            hash.update(bytes, offset, length);
            count[0] += length;
        }
    }
}
