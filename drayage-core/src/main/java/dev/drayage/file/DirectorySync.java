package dev.drayage.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the names in a directory as durable as the files they name. */
public final class DirectorySync {
    private DirectorySync() {}

    /**
     * Returns when all that was created, renamed or removed in the directory would survive a power cut. An interrupt
     * does not stop it: others may depend on it; the thread is interrupted still when this returns.
     */
    public static void sync(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!syncOnce(directory)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean syncOnce(Path directory) throws IOException {
        try (FileChannel handle = FileChannel.open(directory, StandardOpenOption.READ)) {
            handle.force(true);
        } catch (ClosedByInterruptException e) {
            return false;
        } catch (AccessDeniedException e) {
            // Windows opens no directories, and makes renames durable by itself.
        }
        return true;
    }
}
