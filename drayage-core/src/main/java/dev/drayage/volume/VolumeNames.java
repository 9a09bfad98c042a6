package dev.drayage.volume;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of an archive in volumes are called.
 *
 * @param directory where they are, or the first of them
 * @param archive the name of the archive that they make, such as {@code bundle.tar}
 */
public record VolumeNames(Path directory, String archive) {
    /** What follows the name of the archive in that of its index. */
    private static final String INDEX_SUFFIX = ".volumes";

    private static final Pattern PARTS = Pattern.compile("(.+)\\.(?:[0-9]{3}|volumes)", Pattern.DOTALL);

    /** The names of an archive at this path. */
    public static VolumeNames ofArchive(Path file) {
        Path absolute = file.toAbsolutePath();
        Path directory = absolute.getParent();
        Path name = absolute.getFileName();
        if (directory == null || name == null) {
            throw new IllegalArgumentException(file + " is no name of a file");
        }
        return new VolumeNames(directory, name.toString());
    }

    /** The names of which one is that of a volume or of the index; empty if it is neither. */
    public static Optional<VolumeNames> ofPart(Path file) {
        Path name = file.getFileName();
        Matcher part = PARTS.matcher(name == null ? "" : name.toString());
        return part.matches() ? Optional.of(ofArchive(file.resolveSibling(part.group(1)))) : Optional.empty();
    }

    /** The path of the archive, which is not there itself. */
    public Path path() {
        return directory.resolve(archive);
    }

    /** The name of a volume, of which the first has the number 1. */
    public String volume(int number) {
        return archive + String.format(Locale.ROOT, ".%03d", number);
    }

    /** The name of the index. */
    public String index() {
        return archive + INDEX_SUFFIX;
    }
}
