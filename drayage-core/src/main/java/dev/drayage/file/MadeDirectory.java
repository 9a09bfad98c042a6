package dev.drayage.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A directory that is made, or found empty, for something to be put there, and that goes again if nothing was. */
public final class MadeDirectory implements Closeable {
    private final Path directory;
    private final Emptying place;
    private final boolean wasEmpty;
    private final @Nullable Path highestMade;

    private MadeDirectory(Path directory, Emptying place, boolean wasEmpty, @Nullable Path highestMade) {
        this.directory = directory;
        this.place = place;
        this.wasEmpty = wasEmpty;
        this.highestMade = highestMade;
    }

    /** Removes what makes a directory a place for images, if none are there. */
    @FunctionalInterface
    public interface Emptying {
        void removeIfEmpty(Path directory) throws IOException;
    }

    /** What is there now; nothing is made yet. */
    public static MadeDirectory at(Path directory, Emptying place) throws IOException {
        Path absolute = directory.toAbsolutePath();
        Path missing = null;
        for (Path path = absolute; path != null && !Files.exists(path); path = path.getParent()) {
            missing = path;
        }
        return new MadeDirectory(absolute, place, missing != null || isEmpty(absolute), missing);
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    @Override
    public void close() throws IOException {
        if (!wasEmpty || !Files.isDirectory(directory)) {
            return;
        }
        place.removeIfEmpty(directory);
        if (highestMade == null) {
            return;
        }
        try {
            for (Path path = directory; path != null && path.startsWith(highestMade); path = path.getParent()) {
                Files.delete(path);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // Something is there after all.
        }
    }
}
