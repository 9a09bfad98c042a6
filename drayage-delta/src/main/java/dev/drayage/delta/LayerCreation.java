package dev.drayage.delta;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.SizeMismatchException;
import dev.drayage.delta.correction.Correction;
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
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the smallest way that leads from one old image to layers of a new one, and proves it. For one thread. */
final class LayerCreation implements Closeable {
    private static final String UNKNOWN = "it is not known how it was packed";

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
            return NewLayer.whole(layer, diffId, "there is no old image for it");
        }
        boolean isThere = old.layers().stream().anyMatch(each -> each.digest().equals(layer.digest()));
        if (isThere
                && oldContent
                        .info(layer.digest())
                        .filter(info -> info.size() == layer.size())
                        .isPresent()) {
            return NewLayer.reused(layer, diffId);
        }
        if (!OldTree.isTar(layer)) {
            return NewLayer.whole(layer, diffId, "it is no tar");
        }
        SpoolFile file = SpoolFile.create(options.directory());
        boolean isKept = false;
        try (Blob packed = content.open(layer)) {
            if (!Compression.of(packed).isReadable()) {
                return NewLayer.whole(layer, diffId, UNKNOWN);
            }
            NewLayer lead = made(layer, packed, file);
            isKept = lead.patch() != null;
            return lead;
        } finally {
            if (!isKept) {
                file.close();
            }
        }
    }

    private NewLayer made(Descriptor layer, Blob packed, SpoolFile file) throws IOException {
        Work work = new Work();
        try {
            try (TaskScope scope = TaskScope.open("dray-delta", 2)) {
                scope.fork(() -> findPacking(layer, packed, work));
                scope.fork(() -> unpackAndPatch(layer, file, work));
                scope.join();
            }
            Packing packing = work.packing;
            Unpacked plain = work.plain;
            if (packing == null || plain == null) {
                return NewLayer.whole(layer, null, UNKNOWN);
            }
            Correcting correcting = work.correction;
            LayerRecipe recipe = recipe(layer, plain, packing, correcting);
            Optional<Descriptor> oldLayer = oldLayer(recipe.diffId());
            NewLayer lead = oldLayer.isPresent()
                    ? repacked(recipe, layer, oldLayer.get(), correcting)
                    : patched(recipe, layer, Objects.requireNonNull(work.patch), file, correcting);
            if (correcting != null && lead.recipe() != null) {
                created.add(correcting.descriptor(), correcting.file());
                work.correction = null;
            }
            return lead;
        } finally {
            if (work.plain != null) {
                work.plain.close();
            }
            if (work.correction != null) {
                work.correction.close();
            }
        }
    }

    private void findPacking(Descriptor layer, Blob packed, Work work) throws IOException {
        Optional<Packing> packing = Packing.of(new WatchedBlob(packed, bytes -> tell(bytes, layer)));
        if (packing.isPresent()) {
            work.packing = packing.get();
            return;
        }
        work.correction = correction(layer, packed);
        if (work.correction != null) {
            work.packing = Packing.corrected();
        }
        work.isInVain = work.packing == null;
    }

    /** What is wrong in a guess at how it was packed, where that is little; null where it is not. */
    private @Nullable Correcting correction(Descriptor layer, Blob packed) throws IOException {
        SpoolFile file = SpoolFile.create(options.directory());
        boolean isKept = false;
        try {
            HashedOutput hashed = new HashedOutput(file.output(), DigestAlgorithm.SHA256);
            try (OutputStream out = new BufferedOutputStream(hashed, 1 << 16)) {
                isKept = Correction.write(packed, mostCorrection(layer), out);
            }
            return isKept
                    ? new Correcting(Descriptor.of(DeltaFormat.CORRECTION_TYPE, hashed.digest(), hashed.count()), file)
                    : null;
        } finally {
            if (!isKept) {
                file.close();
            }
        }
    }

    /** What a correction may take: 3 % of the layer. */
    private static long mostCorrection(Descriptor layer) {
        return layer.size() / 100 * 3 + layer.size() % 100 * 3 / 100;
    }

    /** A correction that was put aside. */
    private record Correcting(Descriptor descriptor, SpoolFile file) implements Closeable {
        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** Leaves out what turns out to be of no use; a failure would have the other thread interrupted, which closes files. */
    private void unpackAndPatch(Descriptor layer, SpoolFile file, Work work) throws IOException {
        try {
            Unpacked plain = unpackable(layer, work);
            work.plain = plain;
            if (oldLayer(plain.digest()).isEmpty()) {
                work.patch = write(plain.blob(), file, work);
            }
        } catch (UselessException e) {
            // The layer goes as it is.
        }
    }

    /** What two threads find out of a layer; each writes its own, and it is read when both are done. */
    private static final class Work {
        private volatile @Nullable Packing packing;
        private volatile @Nullable Unpacked plain;
        private volatile @Nullable Descriptor patch;
        private volatile @Nullable Correcting correction;

        /** Where it is not known how it was packed, a patch is of no use. */
        private volatile boolean isInVain;
    }

    private NewLayer repacked(
            LayerRecipe recipe, Descriptor layer, Descriptor oldLayer, @Nullable Correcting correcting)
            throws IOException {
        ContentProvider made = new Made(null, null, correcting);
        return isExact(() -> rebuild.repacked(recipe, made, oldContent, oldLayer, bytes -> tell(bytes, layer)))
                ? new NewLayer(layer, recipe.diffId(), LayerMethod.REPACKED, null, recipe, Set.of(), null)
                : NewLayer.whole(layer, recipe.diffId(), "it could not be made exactly");
    }

    private NewLayer patched(
            LayerRecipe recipe, Descriptor layer, Descriptor patch, SpoolFile file, @Nullable Correcting correcting)
            throws IOException {
        long sent =
                patch.size() + (correcting == null ? 0 : correcting.descriptor().size());
        if (sent >= layer.size()) {
            return NewLayer.whole(layer, recipe.diffId(), "a patch is no smaller");
        }
        Blob diff = file.toBlob();
        ContentProvider made = new Made(patch, diff, correcting);
        if (!isExact(() -> rebuild.patched(recipe, made, patch, tree(), bytes -> tell(bytes, layer)))) {
            return NewLayer.whole(layer, recipe.diffId(), "it could not be made exactly");
        }
        Set<String> paths = new HashSet<>(TarDiff.paths(diff, recipe.unpackedSize()));
        created.add(patch, file);
        return new NewLayer(layer, recipe.diffId(), LayerMethod.PATCHED, patch, recipe, paths, null);
    }

    /** The layer of the old image that unpacks to this by what its config says, as it will be looked for. */
    private Optional<Descriptor> oldLayer(Digest diffId) throws IOException {
        int at = oldDiffIds.indexOf(diffId);
        if (old == null || at < 0 || at >= old.layers().size()) {
            return Optional.empty();
        }
        Descriptor layer = old.layers().get(at);
        return oldContent.info(layer.digest()).isPresent() ? Optional.of(layer) : Optional.empty();
    }

    private Descriptor write(Blob plain, SpoolFile file, Work work) throws IOException {
        HashedOutput hashed = output(file, work);
        try (OutputStream out = new BufferedOutputStream(hashed, 1 << 16)) {
            differ().write(plain, out);
        }
        return Descriptor.of(TarDiff.MEDIA_TYPE, hashed.digest(), hashed.count());
    }

    private static HashedOutput output(SpoolFile file, Work work) {
        return new HashedOutput(file.output(), DigestAlgorithm.SHA256) {
            @Override
            void expect(long bytes) throws IOException {
                if (work.isInVain) {
                    throw new UselessException();
                }
            }
        };
    }

    private static LayerRecipe recipe(
            Descriptor layer, Unpacked plain, Packing packing, @Nullable Correcting correcting) throws IOException {
        return new LayerRecipe(
                layer.digest(),
                layer.size(),
                plain.digest(),
                plain.blob().size(),
                packing,
                correcting == null ? null : correcting.descriptor());
    }

    /** What was made for a layer. */
    private record Made(
            @Nullable Descriptor patch,
            @Nullable Blob diff,
            @Nullable Correcting correcting) implements ContentProvider {
        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            if (patch != null && diff != null && patch.digest().equals(descriptor.digest())) {
                return diff.slice(0, diff.size());
            }
            if (correcting != null && correcting.descriptor().digest().equals(descriptor.digest())) {
                return correcting.file().toBlob().slice(0, descriptor.size());
            }
            throw ContentNotFoundException.of(descriptor, location());
        }
    }

    /** Whether a layer can be made again: whoever makes it throws if it is another. */
    private static boolean isExact(RebuiltLayer.Maker maker) throws IOException {
        try {
            maker.make().close();
            return true;
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

    /** What is right by its digest, and cannot be unpacked all the same, goes as it is. */
    private Unpacked unpackable(Descriptor layer, Work work) throws IOException {
        try {
            return unpack(layer, work);
        } catch (DigestMismatchException | SizeMismatchException | ContentNotFoundException e) {
            throw e;
        } catch (ContentException e) {
            if (!e.saysOfContent()) {
                throw e;
            }
            throw new UselessException();
        }
    }

    private Unpacked unpack(Descriptor layer, Work work) throws IOException {
        SpoolFile file = SpoolFile.create(options.directory());
        try {
            HashedOutput hashed = output(file, work);
            rebuild.unpack(content, layer, PackingRecipes.maxUnpackedSize(layer.size()), hashed);
            return new Unpacked(file, file.toBlob(), hashed.digest());
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
            known = OldTree.read(oldContent, layers, OldTree.ALL, options.maxZstdWindow(), options.directory());
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

    /** Ends the making of a patch for a layer that cannot be made again. */
    private static final class UselessException extends IOException {
        private static final long serialVersionUID = 1;
    }
}
