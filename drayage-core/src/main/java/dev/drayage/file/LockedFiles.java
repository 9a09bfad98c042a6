package dev.drayage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Temporary files that are locked while they are written. The kernel releases the lock of a process that dies: a file
 * that nobody has locked was left behind, and can be removed.
 */
public final class LockedFiles {
    private static final int MAX_TRIES = 100;

    /** A directory with more entries than that is not looked through. */
    private static final int MAX_ENTRIES = 10_000;

    /**
     * Which files are this program's. They are never opened again to look for a lock: POSIX drops all locks that a process
     * has on a file as soon as it closes the file anywhere.
     */
    private static final Set<Object> OWN = ConcurrentHashMap.newKeySet();

    private LockedFiles() {}

    /**
     * Creates a file that is locked until it is closed, for reading and writing; on a file system without locks, one that
     * is not. {@link #release} is to be called when it is closed or has another name.
     *
     * @throws FileAlreadyExistsException if there is anything of the name
     */
    public static FileChannel create(Path file, FileAttribute<?>... attributes) throws IOException {
        for (int tries = 0; ; tries++) {
            FileChannel channel = OwnFiles.create(file, attributes);
            Object key = key(file);
            if (key != null) {
                OWN.add(key);
            }
            // Between the two steps it may have been taken for one that was left.
            if (lockIfPossible(channel) && key != null && key.equals(key(file))) {
                return channel;
            }
            release(key);
            channel.close();
            if (tries == MAX_TRIES) {
                throw new IOException("cannot create " + file + ": another process removes it again and again");
            }
            Files.deleteIfExists(file);
        }
    }

    private static boolean lockIfPossible(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true; // No locks here, so nobody takes it for one that was left either.
        }
    }

    /** What tells a file from all others; null if it is not there. */
    public static @Nullable Object key(Path file) throws IOException {
        try {
            Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            return key != null ? key : file.toAbsolutePath();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Says that this program no longer writes the file with this {@linkplain #key key}. */
    public static void release(@Nullable Object key) {
        if (key != null) {
            OWN.remove(key);
        }
    }

    /** Removes those files of a directory that were left behind; what cannot be removed stays. */
    public static void removeLeft(Path directory, Predicate<String> isTemporary) {
        int entries = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (++entries > MAX_ENTRIES) {
                    return;
                }
                if (isTemporary.test(String.valueOf(file.getFileName()))) {
                    removeIfLeft(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It is in nobody's way, and somebody else may have been quicker.
        }
    }

    private static void removeIfLeft(Path file) throws IOException {
        Object key = key(file);
        if (key == null || OWN.contains(key) || !OwnFiles.isOwn(file)) {
            return;
        }
        try (FileChannel channel = OwnFiles.open(file)) {
            if (channel.tryLock() != null && key.equals(key(file))) {
                Files.deleteIfExists(file);
            }
        } catch (OverlappingFileLockException e) {
            // This program's after all.
        }
    }
}
