package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.content.ReadableContent;
import dev.drayage.image.NamedImage;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceOptions.ExistingArchive;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.files.ArchiveOutput;
import dev.drayage.transfer.TransferOptions;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where images are copied to.
 *
 * @param to the place as it was named
 * @param places how places are reached
 */
record CopyDestination(PlaceName to, PlaceArguments places, OutputOptions output) {

    /**
     * Opens it.
     *
     * @param from where the images come from
     * @param force whether an archive that is there is replaced
     */
    PlaceDestination open(PlaceName from, boolean force) throws IOException {
        PlaceProvider kind = PlaceNames.KINDS.provider(to);
        if (!kind.isWritable()) {
            throw new WrongUseException(
                    to + " can be read, but nothing can be copied there; places are " + PlaceNames.KINDS.forms());
        }
        ArchiveOutput file = new ArchiveOutput(to.place());
        if (PlaceNames.isArchive(to) && file.isStandardOutput()) {
            if (output.terminal().outIsTerminal()) {
                throw new ContentException(
                        ContentException.Kind.INVALID_ARGUMENT,
                        "an archive is not for a terminal; name a file, or pipe it on");
            }
            output.leaveOutToData();
        }
        requireDirectory(file);
        PlaceOptions options = places.options(List.of(to), output)
                .with(WritableByteChannel.class, output.terminal().data())
                .with(ExistingArchive.class, force ? ExistingArchive.REPLACE : ExistingArchive.REFUSE);
        return kind.openDestination(to, from, options);
    }

    /** Copies images there; a pipe whose reader went away is no failure to write. */
    TransferReport copy(
            ReadableContent content, List<NamedImage> images, PlaceDestination opened, TransferOptions options)
            throws IOException {
        try {
            return opened.copy(content, images, options);
        } catch (IOException e) {
            boolean isPiped = PlaceNames.isArchive(to) && new ArchiveOutput(to.place()).isStandardOutput();
            throw isPiped ? ClosedPipeException.insteadOf(e) : e;
        }
    }

    /** What takes long to make should not turn out to have no place. */
    private void requireDirectory(ArchiveOutput file) throws IOException {
        if (PlaceNames.isArchive(to) && !file.isStream()) {
            Path directory = to.path().toAbsolutePath().getParent();
            if (directory != null && !Files.isDirectory(directory)) {
                throw new ContentException(
                        ContentException.Kind.INVALID_ARGUMENT,
                        "cannot write " + to.place() + ": directory " + directory + " does not exist");
            }
        }
    }

    /**
     * Refuses what is said of no destination.
     *
     * @param force whether an archive is to be replaced
     */
    void requireSense(boolean force) throws IOException {
        if (to.image() != null && to.image().startsWith("@")) {
            throw new WrongUseException("a destination has no digest: the image has the one it has, in " + to);
        }
        if (force && !isReplaceable()) {
            throw new WrongUseException(
                    "--force replaces the file of an oci-archive: or docker-archive:, which " + to + " is not");
        }
    }

    private boolean isReplaceable() throws IOException {
        return PlaceNames.isArchive(to) && !new ArchiveOutput(to.place()).isStream();
    }

    /** Beside it, where there is room for it anyway; where that is not made yet, beside its directory. */
    Path spoolDirectory() throws IOException {
        if (PlaceNames.isArchive(to) && new ArchiveOutput(to.place()).isStream()) {
            return Path.of(System.getProperty("java.io.tmpdir"));
        }
        Path beside =
                switch (to.scheme()) {
                    case PlaceNames.STORE -> places.store().spoolDirectory();
                    case PlaceNames.REGISTRY -> Path.of(System.getProperty("java.io.tmpdir"));
                    default -> to.path();
                };
        return Stream.iterate(beside.toAbsolutePath(), path -> path != null, Path::getParent)
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }
}
