package dev.drayage.content;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its final name only when it is complete: written under a temporary name beside it, synced,
 * renamed, and the rename synced too. Closed without {@link #commit()}, or with the JVM shut down by a signal, it
 * leaves nothing behind.
 */
public final class PendingFile implements Closeable {
    private final Path target;
    private final Path directory;
    private final Path temporary;
    private final FileChannel channel;
    private final Thread removeOnShutdown;
    private boolean done;

    private PendingFile(Path target, Path directory, Path temporary, FileChannel channel) {
        this.target = target;
        this.directory = directory;
        this.temporary = temporary;
        this.channel = channel;
        this.removeOnShutdown = new Thread(this::removeTemporary, "dray-remove-" + temporary.getFileName());
    }

    /**
     * Starts a file. A symbolic link as target is followed: the file it points at is the one replaced.
     *
     * @throws ContentException of kind {@link ContentException.Kind#INVALID_ARGUMENT} if the directory does not exist
     *     or cannot be written, or {@code target} is something other than a regular file
     */
    public static PendingFile create(Path target) throws IOException {
        Path resolved = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        if (Files.exists(resolved) && !Files.isRegularFile(resolved)) {
            throw refused(target, "it is not a regular file", null);
        }
        Path directory = resolved.getParent();
        if (directory == null || resolved.getFileName() == null) {
            throw refused(target, "it has no file name", null);
        }
        Path temporary = directory.resolve("." + resolved.getFileName() + ".dray-"
                + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36) + ".tmp");
        FileChannel channel;
        try {
            channel = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (NoSuchFileException e) {
            throw refused(target, "directory " + directory + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw refused(target, "directory " + directory + " cannot be written to", e);
        } catch (FileSystemException e) {
            throw refused(target, e.getReason() == null ? "the file system refuses it" : e.getReason(), e);
        }
        PendingFile pending = new PendingFile(resolved, directory, temporary, channel);
        try {
            Runtime.getRuntime().addShutdownHook(pending.removeOnShutdown);
        } catch (IllegalStateException e) {
            pending.close();
            throw new IOException("cannot start writing " + target + ": the program is shutting down", e);
        }
        return pending;
    }

    private static ContentException refused(Path target, String why, @Nullable Throwable cause) {
        String message = "cannot write " + target + ": " + why + "; choose another output path";
        return new ContentException(ContentException.Kind.INVALID_ARGUMENT, message, cause);
    }

    /** The temporary file, open for reading and writing. */
    public FileChannel channel() {
        return channel;
    }

    /** Makes what has been written durable and gives it its final name, replacing a file that has it. */
    public void commit() throws IOException {
        channel.force(true);
        channel.close();
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        done = true;
        forget();
        syncDirectory(directory);
    }

    @Override
    public void close() throws IOException {
        if (done) {
            return;
        }
        done = true;
        try {
            channel.close();
        } finally {
            removeTemporary();
            forget();
        }
    }

    private void removeTemporary() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // Nothing more can be done for it, and the failure that led here is the one to be told.
        }
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(removeOnShutdown);
        } catch (IllegalStateException e) {
            // The JVM is going down and runs the hook now.
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel handle = FileChannel.open(directory, StandardOpenOption.READ)) {
            handle.force(true);
        } catch (AccessDeniedException e) {
            // Windows opens no directories, and makes renames durable by itself.
        }
    }
}
