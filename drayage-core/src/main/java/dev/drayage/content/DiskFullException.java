package dev.drayage.content;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file could not be written because the file system it is on, or what its user may have of it, is full. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What Linux calls it, which is all that the JDK tells. */
    private static final Set<String> REASONS = Set.of("No space left on device", "Disk quota exceeded");

    private DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The failure, or one that says more if a full disk is what it is about.
     *
     * @param failure what went wrong when a file was written
     * @param file the file
     * @param needed how many bytes it is to take, or still is; 0 if that is not known
     */
    public static IOException explain(IOException failure, Path file, long needed) {
        String reason = reason(failure);
        if (reason == null || !REASONS.contains(reason)) {
            return failure;
        }
        return new DiskFullException(
                "cannot write " + file + ": " + reason.substring(0, 1).toLowerCase(Locale.ROOT)
                        + reason.substring(1)
                        + (needed > 0 ? "; " + needed + " bytes are needed" + free(file) : "")
                        + "; free some, or choose another place",
                failure);
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
