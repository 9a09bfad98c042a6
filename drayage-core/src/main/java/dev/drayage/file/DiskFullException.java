package dev.drayage.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file could not be written because the file system it is on, or what its user may have of it, is full, or because it
 * would become larger than a file may be there; or what keeps the file for us, as a database does, says so.
 */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What Linux calls it, which is all that the JDK tells. */
    private static final Set<String> REASONS = Set.of("No space left on device", "Disk quota exceeded");

    private static final String TOO_LARGE = "File too large";
    private static final String LIMITS =
            "; the file system takes no larger file, or ulimit -f allows none; choose another place, or raise the limit";

    private DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Another's disk is full, such as a database's: a sentence that says whose, and what to do. */
    public static DiskFullException of(String message, Throwable cause) {
        return new DiskFullException(message, cause);
    }

    /**
     * The failure, or one that says more if a full disk is what it is about.
     *
     * @param failure what went wrong when a file was written
     * @param file the file
     * @param needed how many bytes it is to take, or still is; 0 if that is not known
     */
    public static IOException explain(IOException failure, Path file, long needed) {
        if (TOO_LARGE.equals(reason(failure))) {
            return new DiskFullException(
                    "cannot write " + file + ": " + words(failure)
                            + (needed > 0 ? "; " + needed + " bytes are needed" : "") + LIMITS,
                    failure);
        }
        return isBehind(failure)
                ? new DiskFullException(
                        "cannot write " + file + ": " + words(failure)
                                + (needed > 0 ? "; " + needed + " bytes are needed" + free(file) : "")
                                + "; free some, or choose another place",
                        failure)
                : failure;
    }

    /**
     * The same for a file without a name, whose size is only known at its end.
     *
     * @param directory where it is
     * @param written how many bytes of it are there
     */
    public static IOException explainSpool(IOException failure, Path directory, long written) {
        if (TOO_LARGE.equals(reason(failure))) {
            return new DiskFullException(
                    words(failure) + " in " + directory + " after " + written + " bytes" + LIMITS, failure);
        }
        boolean isForTemporaryFiles = directory.equals(Path.of(System.getProperty("java.io.tmpdir")));
        return isBehind(failure)
                ? new DiskFullException(
                        words(failure) + " in " + directory + " after " + written + " bytes; free some, or "
                                + (isForTemporaryFiles
                                        ? "set another directory for temporary files with the option"
                                                + " -Djava.io.tmpdir=DIR of Java, as in DRAY_JAVA_OPTS"
                                        : "choose a destination elsewhere, beside which they are put"),
                        failure)
                : failure;
    }

    /** The same in the directory for temporary files. */
    public static IOException explainTemporary(IOException failure, long written) {
        return explainSpool(failure, Path.of(System.getProperty("java.io.tmpdir")), written);
    }

    private static boolean isBehind(IOException failure) {
        String reason = reason(failure);
        return reason != null && REASONS.contains(reason);
    }

    private static String words(IOException failure) {
        String reason = String.valueOf(reason(failure));
        return reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    }

    private static @Nullable String reason(IOException failure) {
        return failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    }

    private static String free(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try {
            return directory == null ? "" : ", " + Files.getFileStore(directory).getUsableSpace() + " are free";
        } catch (IOException e) {
            return ""; // The failure to write is the one to be told.
        }
    }
}
