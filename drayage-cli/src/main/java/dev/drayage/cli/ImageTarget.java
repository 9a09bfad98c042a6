package dev.drayage.cli;

import dev.drayage.compress.ZstdWindow;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.ImageDestination;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.transfer.ImageTransfer;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferOptions.DiffIds;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that takes images blob by blob.
 *
 * @param destination the place
 * @param naming what images are called there if the user does not say
 * @param given what the user calls the one image; null if nothing
 * @param diffIds whether layers are unpacked to see that they are what configs say
 * @param maxZstdWindow the largest window of zstd layers that are unpacked for that, in bytes
 */
record ImageTarget(
        ImageDestination destination,
        ImageNaming naming,
        @Nullable String given,
        DiffIds diffIds,
        long maxZstdWindow) implements Target {

    static ImageTarget of(ImageDestination destination, ImageNaming naming, @Nullable String given) {
        return new ImageTarget(destination, naming, given, DiffIds.TRUSTED, ZstdWindow.DEFAULT_BYTES);
    }

    /** The same with diffIDs counted. */
    ImageTarget countingDiffIds() {
        return new ImageTarget(destination, naming, given, DiffIds.COUNTED, maxZstdWindow);
    }

    /** The same with diffIDs compared, of layers in zstd with windows up to this size. */
    ImageTarget comparingDiffIds(long window) {
        return new ImageTarget(destination, naming, given, DiffIds.COMPARED, window);
    }

    @Override
    public boolean isForOneImage() {
        return given != null;
    }

    @Override
    public NamedImage name(Descriptor image) {
        return given == null ? naming.name(image) : new NamedImage(image, given);
    }

    @Override
    public void copy(ReadableContent content, List<NamedImage> images, SelectionArguments selection, CopyEvents events)
            throws IOException {
        TransferOptions defaults = TransferOptions.defaults();
        TransferOptions options = defaults.withSelection(selection.selection())
                .withParallelism(selection.threads(defaults.parallelism(), content))
                .withProgress(events)
                .withDiffIds(diffIds)
                .withMaxZstdWindow(maxZstdWindow);
        events.transferred(ImageTransfer.copy(content, images, destination, options), destination.location());
    }

    @Override
    public void close() throws IOException {
        destination.close();
    }
}
