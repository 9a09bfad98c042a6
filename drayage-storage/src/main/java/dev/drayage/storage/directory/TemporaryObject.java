package dev.drayage.storage.directory;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.file.DirectorySync;
import dev.drayage.file.DiskFullException;
import dev.drayage.file.LockedFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A small object while it is written. Closed before it has a name, it is gone. */
final class TemporaryObject implements Closeable {
    private static final int MAX_TRIES = 100;

    private final KeyPaths paths;
    private final Path file;
    private final FileChannel channel;
    private final @Nullable Object key;

    TemporaryObject(KeyPaths paths, Path file) throws IOException {
        this.paths = paths;
        this.file = file;
        this.channel = LockedFiles.create(file);
        this.key = LockedFiles.key(file);
    }

    void write(ByteBuffer bytes) throws IOException {
        int size = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw DiskFullException.explain(e, file, size);
        }
    }

    void write(Blob blob) throws IOException {
        try {
            long written = blob.transferTo(0, blob.size(), channel);
            if (written != blob.size()) {
                throw ContentException.truncated(blob.toString(), blob.size(), written);
            }
            channel.force(true);
        } catch (IOException e) {
            throw DiskFullException.explain(e, file, blob.size());
        }
    }

    /** Gives it its name, in place of another that has it. */
    void moveTo(Path target) throws IOException {
        named(paths, target, () -> move(file, target));
    }

    /** Gives it its name, or fails if another has it. */
    void linkTo(Path target) throws IOException {
        named(paths, target, () -> {
            try {
                Files.createLink(target, file);
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        "cannot write " + target + ": its file system has no hard links, without which two writers"
                                + " cannot be told apart; choose another one",
                        e);
            }
        });
    }

    static void move(Path from, Path target) throws IOException {
        try {
            Files.move(from, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    "cannot write " + target + ": it is on another file system than " + from
                            + ", where it was written; name the directory in which all of the storage is one file system",
                    e);
        } catch (FileSystemException e) {
            if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new DirectoryInTheWayException(target, e);
            }
            throw e;
        }
    }

    /** Makes the folder, in which whoever removes the last object of it may be quicker. */
    static void named(KeyPaths paths, Path target, Naming naming) throws IOException {
        for (int tries = 1; ; tries++) {
            paths.makeFolderOf(target);
            try {
                naming.run();
                DirectorySync.sync(Objects.requireNonNull(target.getParent()));
                return;
            } catch (NoSuchFileException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** How a file gets its name. */
    @FunctionalInterface
    interface Naming {
        void run() throws IOException;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
        LockedFiles.release(key);
    }
}
