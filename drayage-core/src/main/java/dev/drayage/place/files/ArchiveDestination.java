package dev.drayage.place.files;

import dev.drayage.archive.ArchiveOptions;
import dev.drayage.archive.ImageArchive;
import dev.drayage.archive.WriteOptions;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceOptions.ExistingArchive;
import dev.drayage.transfer.ImageNaming;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An archive, which is planned and then written as a whole.
 *
 * @param planner makes it of images
 * @param naming what images are called in it if the user does not say
 * @param given what the user calls the one image; null if nothing
 */
record ArchiveDestination(
        String location,
        ArchiveOutput file,
        Planner planner,
        ImageNaming naming,
        @Nullable String given,
        PlaceOptions places)
        implements PlaceDestination {

    /** Plans an archive of a form. */
    @FunctionalInterface
    interface Planner {
        ImageArchive plan(ReadableContent content, List<NamedImage> images, ArchiveOptions options) throws IOException;
    }

    /**
     * An archive to be written; one that is there already is replaced only if that is asked for.
     *
     * @throws AlreadyExistsException if there is one
     */
    static ArchiveDestination open(
            PlaceName name, Planner planner, ImageNaming naming, @Nullable String given, PlaceOptions options)
            throws IOException {
        ArchiveOutput file = new ArchiveOutput(name.place());
        boolean replace = options.get(ExistingArchive.class).orElse(ExistingArchive.REFUSE) == ExistingArchive.REPLACE;
        if (!replace && file.holdsSomething()) {
            throw new AlreadyExistsException(
                    name.location() + " is there already, and nothing can be added to it; name another file, or give"
                            + " option existing to replace it");
        }
        return new ArchiveDestination(name.location(), file, planner, naming, given, options);
    }

    /** The same with a name for the one image. */
    ArchiveDestination calling(String name) {
        return new ArchiveDestination(location, file, planner, naming, name, places);
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
    public TransferReport copy(ReadableContent content, List<NamedImage> images, TransferOptions options)
            throws IOException {
        ArchiveOptions planning = ArchiveOptions.of(options.selection()).withMaxZstdWindow(options.maxZstdWindow());
        try (ImageArchive archive = planner.plan(content, images, planning)) {
            options.progress().planned(archive.size());
            WriteOptions writing = places.get(WriteOptions.class)
                    .orElseGet(WriteOptions::defaults)
                    .withParallelism(options.parallelism())
                    .withProgress(options.progress()::moved);
            WritableByteChannel standardOutput =
                    places.get(WritableByteChannel.class).orElseGet(() -> Channels.newChannel(System.out));
            file.write(archive, writing, standardOutput);
            long blobs = archive.entries().stream()
                    .filter(entry -> entry.descriptor() != null)
                    .count();
            return new TransferReport(archive.images(), blobs, archive.size(), 0, archive.warnings());
        }
    }

    @Override
    public void close() {
        // Nothing is open before it is written.
    }
}
