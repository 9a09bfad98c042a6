package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.place.PlaceDestination;
import dev.drayage.place.PlaceName;
import dev.drayage.place.PlaceOptions;
import dev.drayage.place.PlaceOptions.ExistingArchive;
import dev.drayage.place.PlaceProvider;
import dev.drayage.place.files.ArchiveOutput;
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

    /** Whether it is a file that {@code --force} can replace. */
    boolean isReplaceable() throws IOException {
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
