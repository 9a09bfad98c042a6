package dev.drayage.delta;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.InfoProvider;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import dev.drayage.task.Closing;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images that a delta leads to, upon a place that has those that it begins with: a place like any other, from which they
 * can be copied. What is read from it is what the images were, byte for byte; a layer is made again when it is opened, and
 * verified before a byte of it is given. Thread-safe.
 */
public final class UpdatedImages implements ImageSource {
    private final Delta delta;
    private final DeltaContent content;
    private final List<Closeable> opened = new ArrayList<>();

    private UpdatedImages(Delta delta, ImageSource base) {
        this.delta = delta;
        this.content = new DeltaContent(delta.place().content(), base.content());
    }

    /**
     * The images of a delta. Nothing is made yet, but it is found out whether all is there that they are made of.
     *
     * @param base has the images that the delta begins with; like the delta's, the place stays with whoever opened it
     * @param baseImages those of the base that it may begin with; empty for any that is there
     * @param directory where layers and files are put aside; what is put there has no name, and is gone when this is closed
     * @param maxZstdWindow the largest window of a layer of the base in zstd, in bytes
     * @throws ContentNotFoundException if the base does not have an image that the delta begins with
     * @throws IOException if the directory has less room than is needed
     */
    public static UpdatedImages of(
            Delta delta, ImageSource base, List<Descriptor> baseImages, Path directory, long maxZstdWindow)
            throws IOException {
        return of(delta, base, baseImages, digest -> Optional.empty(), directory, maxZstdWindow);
    }

    /**
     * The same, for a place that has some of it already.
     *
     * @param there tells what need not be made, so that the image that it is made of need not be there any more
     */
    public static UpdatedImages of(
            Delta delta,
            ImageSource base,
            List<Descriptor> baseImages,
            InfoProvider there,
            Path directory,
            long maxZstdWindow)
            throws IOException {
        requireRoom(delta, directory);
        UpdatedImages images = new UpdatedImages(delta, base);
        LayerRebuild rebuild = new LayerRebuild(directory, maxZstdWindow);
        for (DeltaTarget target : delta.targets()) {
            for (Descriptor each : target.whole()) {
                images.hold(each);
            }
            for (DeltaPart part : target.parts()) {
                OldImage old = new OldImage(part, delta.place().content(), base, baseImages, directory, maxZstdWindow);
                images.opened.add(old);
                images.add(part, old, rebuild, there);
            }
        }
        return images;
    }

    private void hold(Descriptor whole) throws IOException {
        if (MediaTypes.isDocument(whole.mediaType())) {
            Documents documents = new Documents(delta.place().content());
            content.hold(whole, documents.raw(DeltaFormat.blob(whole)).toByteArray());
        } else {
            content.hold(whole);
        }
    }

    private void add(DeltaPart part, OldImage old, LayerRebuild rebuild, InfoProvider there) throws IOException {
        content.hold(part.manifestDescriptor(), part.manifest().raw().toByteArray());
        content.hold(part.config());
        boolean isOldNeeded = false;
        for (Descriptor layer : part.manifest().layers()) {
            switch (part.method(layer)) {
                case WHOLE -> content.hold(layer);
                case REUSED -> content.reuse(layer);
                case REPACKED, PATCHED -> {
                    content.rebuild(old.rebuilt(layer, rebuild));
                    isOldNeeded |= there.info(layer.digest())
                            .filter(info -> info.size() == layer.size())
                            .isEmpty();
                }
            }
        }
        if (isOldNeeded) {
            old.find();
        }
    }

    /** What is put aside at the same time at the least. */
    private static void requireRoom(Delta delta, Path directory) throws IOException {
        long needed = 0;
        long largest = 0;
        for (DeltaPart part : delta.parts()) {
            needed += part.packing().baseBytes();
            for (LayerRecipe layer : part.packing().layers()) {
                largest = Math.max(largest, layer.size());
            }
        }
        LayerRebuild.requireRoom(
                needed + largest, directory, "applying " + delta.place().location());
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    @Override
    public List<Descriptor> images() {
        return delta.images();
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(content, Limits.defaults(), images()).find(name);
    }

    @Override
    public String location() {
        return content.location();
    }

    /** Gives back what was put aside; the places stay open. */
    @Override
    public void close() throws IOException {
        Closing.all(opened);
    }
}
