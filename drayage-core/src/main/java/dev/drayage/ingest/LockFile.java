package dev.drayage.ingest;

import dev.drayage.file.OwnFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Many locks in one file, each a byte of it at an offset that its name gives: no lock leaves a file behind that somebody
 * would have to remove. The kernel releases what a process holds when it dies.
 *
 * <p>POSIX drops all locks that a process has on a file as soon as it closes the file anywhere. So there is one channel
 * for each file in a JVM, whichever stores are open on it, and it is closed with the last of them.
 */
final class LockFile implements Closeable {
    private static final Map<Path, LockFile> OPEN = new HashMap<>();

    private final Path file;
    private final FileChannel channel;
    private int users;

    private LockFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static LockFile open(Path file) throws IOException {
        synchronized (OPEN) {
            // Made by another channel than the one that locks, before anything can be locked.
            OwnFiles.createShared(file);
            Path real = file.toRealPath();
            LockFile open = OPEN.get(real);
            if (open == null) {
                open = new LockFile(real, OwnFiles.openShared(file));
                OPEN.put(real, open);
            }
            open.users++;
            return open;
        }
    }

    /** Takes a lock; empty if another process, or this one, has it. */
    Optional<Closeable> tryLock(long slot) throws IOException {
        try {
            // Not lock(), which an interrupt would end by closing the channel, and with it every lock.
            FileLock lock = channel.tryLock(slot, 1, false);
            return Optional.ofNullable(lock).map(held -> held::release);
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            if (--users == 0) {
                OPEN.remove(file);
                channel.close();
            }
        }
    }
}
