package dev.drayage.file;

import dev.drayage.content.ContentException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its final name only when it is complete: written under a temporary name beside it, synced,
 * renamed, and the rename synced too. Closed without {@link #commit()}, or with the JVM shut down by a signal, it
 * leaves nothing behind; what a killed program left is removed when the next file is started in the directory.
 */
public final class PendingFile implements Closeable {
    /** What Linux follows. */
    private static final int MAX_LINKS = 40;

    /** A temporary name tells whose it is, unless that would make it longer than names may be. */
    private static final int LONGEST_NAME_SHOWN = 60;

    private static final Pattern TEMPORARY = Pattern.compile("\\..*\\.dray-[0-9a-z]+\\.tmp", Pattern.DOTALL);

    private final Path target;
    private final Path directory;
    private final TemporaryFile temporary;
    private final FileChannel channel;
    private boolean done;

    private PendingFile(Path target, Path directory, TemporaryFile temporary, FileChannel channel) {
        this.target = target;
        this.directory = directory;
        this.temporary = temporary;
        this.channel = channel;
    }

    /**
     * Starts a file. A symbolic link as target is refused: what it points at may be anybody's.
     *
     * @throws ContentException of kind {@link ContentException.Kind#INVALID_ARGUMENT} if the directory does not exist
     *     or cannot be written, or {@code target} is something other than a regular file
     */
    public static PendingFile create(Path target) throws IOException {
        return createAt(target, resolve(target, false));
    }

    /**
     * Starts a file that nobody but its owner may read, where the file system knows of owners; fails as {@link #create}
     * does, but follows a symbolic link as target: settings are often kept elsewhere.
     */
    public static PendingFile createPrivate(Path target) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? createAt(
                        target,
                        resolve(target, true),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : createAt(target, resolve(target, true));
    }

    /**
     * Starts a file that is kept where it is when it is closed before it is complete, as {@code NAME.partial} beside the
     * target, or goes on with one that was left so; fails as {@link #create} does.
     *
     * @throws ContentException of kind {@link ContentException.Kind#UNAVAILABLE} if another program is writing it
     */
    public static PendingFile createKept(Path target) throws IOException {
        Path resolved = resolve(target, false);
        Path partial = resolved.resolveSibling(resolved.getFileName() + ".partial");
        return open(target, resolved, TemporaryFile.kept(partial));
    }

    private static PendingFile createAt(Path target, Path resolved, FileAttribute<?>... attributes) throws IOException {
        String name = String.valueOf(resolved.getFileName());
        String shown = name.length() > LONGEST_NAME_SHOWN ? "" : name;
        Path directory = Objects.requireNonNull(resolved.getParent());
        LockedFiles.removeLeft(directory, TEMPORARY.asMatchPredicate());
        Path temporary = OwnFiles.unforeseen(directory, "." + shown + ".dray-", ".tmp");
        return open(target, resolved, TemporaryFile.at(temporary), attributes);
    }

    /** The file that will have been written: an absolute path with a directory and a name. */
    private static Path resolve(Path target, boolean followLinks) throws IOException {
        if (!followLinks && Files.isSymbolicLink(target)) {
            throw refused(target, "it is a symbolic link to " + Files.readSymbolicLink(target), null);
        }
        if (Files.isDirectory(target)) {
            throw refused(target, "it is a directory", null);
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw refused(target, "it is not a regular file", null);
        }
        Path resolved = followLinks(target);
        Path directory = resolved.getParent();
        Path name = resolved.getFileName();
        if (directory == null || name == null) {
            throw refused(target, "it has no file name", null);
        }
        return resolved;
    }

    private static PendingFile open(Path target, Path resolved, TemporaryFile temporary, FileAttribute<?>... attributes)
            throws IOException {
        Path directory = Objects.requireNonNull(resolved.getParent());
        try {
            return new PendingFile(resolved, directory, temporary, temporary.open(attributes));
        } catch (IOException e) {
            temporary.discard();
            throw explained(e, target, directory);
        }
    }

    private static Path followLinks(Path target) throws IOException {
        Path path = target.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == MAX_LINKS) {
                throw refused(target, "its symbolic links lead round in a circle", null);
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return path;
    }

    private static IOException explained(IOException failure, Path target, Path directory) {
        if (failure instanceof NoSuchFileException) {
            boolean exists = Files.isDirectory(directory); // as /proc is there, but takes nothing
            return refused(
                    target, "directory " + directory + (exists ? " takes no new files" : " does not exist"), failure);
        }
        if (failure instanceof AccessDeniedException) {
            return refused(target, "directory " + directory + " cannot be written to", failure);
        }
        if (failure instanceof FileSystemException e) {
            return refused(target, e.getReason() == null ? "the file system refuses it" : e.getReason(), e);
        }
        return failure;
    }

    private static ContentException refused(Path target, String why, @Nullable Throwable cause) {
        String message = "cannot write " + target + ": " + why + "; choose another output path";
        return new ContentException(ContentException.Kind.INVALID_ARGUMENT, message, cause);
    }

    /** Where the bytes are until the commit. */
    public Path path() {
        return temporary.path();
    }

    /** The temporary file, open for reading and writing. */
    public FileChannel channel() {
        return channel;
    }

    /** Makes what has been written durable and gives it its final name, replacing a file that has it. */
    public void commit() throws IOException {
        channel.force(true);
        commitUnsynced();
        DirectorySync.sync(directory);
    }

    /** Gives it its final name as {@link #commit} does, and leaves it to the system when to write it to the disk. */
    public void commitUnsynced() throws IOException {
        temporary.moveTo(target);
        done = true;
        channel.close(); // not before it has its name: without the lock it would be taken for one that was left
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
            temporary.discard();
        }
    }
}
