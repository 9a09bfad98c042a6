package dev.drayage.file;

import dev.drayage.content.HeldException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import org.jspecify.annotations.Nullable;

/**
 * A file that is gone when the JVM is shut down by a signal, whenever that comes, unless it was given another name; or
 * one that is kept, to be gone on with. It is locked while it is written, so that one that a killed program left can be
 * told from one that is at work.
 */
final class TemporaryFile {
    private final Path path;
    private final boolean kept;
    private final Thread onShutdown;
    private @Nullable Object key;
    private boolean removed;

    private TemporaryFile(Path path, boolean kept) {
        this.path = path;
        this.kept = kept;
        this.onShutdown = new Thread(this::remove, "dray-remove-" + path.getFileName());
    }

    /** What will be the temporary file at {@code path}; {@link #open} makes it. */
    static TemporaryFile at(Path path) throws IOException {
        TemporaryFile file = new TemporaryFile(path, false);
        try {
            Runtime.getRuntime().addShutdownHook(file.onShutdown);
        } catch (IllegalStateException e) {
            throw shuttingDown(path, e);
        }
        return file;
    }

    /** The file at {@code path} that stays where it is until it is moved; there may be one already. */
    static TemporaryFile kept(Path path) {
        return new TemporaryFile(path, true);
    }

    Path path() {
        return path;
    }

    /** Makes the file, for reading and writing. The hook is in place by now and must not come between. */
    synchronized FileChannel open(FileAttribute<?>... attributes) throws IOException {
        if (kept) {
            return openKept();
        }
        if (removed) {
            throw shuttingDown(path, null);
        }
        FileChannel channel = LockedFiles.create(path, attributes);
        key = LockedFiles.key(path);
        return channel;
    }

    private FileChannel openKept() throws IOException {
        FileChannel channel = OwnFiles.open(path);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held within this program.
        }
        channel.close();
        throw new HeldException(
                path + " is being written by somebody else; wait for that, or choose another output path");
    }

    /** Gives it another name, replacing a file that has it. */
    void moveTo(Path target) throws IOException {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (!kept) {
            forget();
        }
    }

    /** Removes it, if it was made and is not to be kept. */
    void discard() {
        if (!kept) {
            remove();
            forget();
        }
    }

    private synchronized void remove() {
        removed = true;
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Nothing more can be done for it, and the failure that led here is the one to be told.
        }
    }

    private synchronized void forget() {
        LockedFiles.release(key);
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            // The JVM is going down and runs the hook now.
        }
    }

    private static IOException shuttingDown(Path path, @Nullable Throwable cause) {
        return new IOException("cannot start writing " + path + ": the program is shutting down", cause);
    }
}
