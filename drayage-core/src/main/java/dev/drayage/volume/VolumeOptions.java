package dev.drayage.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the volumes of an archive are found: an option of places.
 *
 * @param directories where they are looked for after the directory of the one that was named, in order
 * @param absent what is done about one that is not there; null if it is missing then
 */
public record VolumeOptions(
        List<Path> directories, @Nullable AbsentVolume absent) {
    /** What is done about a volume that is not there: its medium may be put in. */
    @FunctionalInterface
    public interface AbsentVolume {
        /**
         * Waits, or asks somebody.
         *
         * @param name the name of the file
         * @param directories where it may come
         * @return whether to look again; if not, reading fails
         */
        boolean await(String name, List<Path> directories) throws IOException;
    }

    /** Copies the list. */
    public VolumeOptions {
        directories = List.copyOf(directories);
    }

    /** Beside the one that was named alone, and whatever is not there is missing. */
    public static VolumeOptions defaults() {
        return new VolumeOptions(List.of(), null);
    }
}
