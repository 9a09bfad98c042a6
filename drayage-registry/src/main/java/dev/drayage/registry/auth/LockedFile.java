package dev.drayage.registry.auth;

import dev.drayage.file.OwnFiles;
import dev.drayage.file.PendingFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that nobody else of this library changes meanwhile, in this process or another. The lock is on a file beside it,
 * which stays there: the file itself is replaced, and a lock on it would go with it.
 */
final class LockedFile implements Closeable {
    /** What Linux follows. */
    private static final int MAX_LINKS = 40;

    /** The locks of a file system hold between processes, not within one. */
    private static final ReentrantLock WITHIN = new ReentrantLock();

    private final Path file;
    private final FileChannel lock;

    private LockedFile(Path file, FileChannel lock) {
        this.file = file;
        this.lock = lock;
    }

    /**
     * Waits until nobody else changes the file. Its directory is made if need be.
     *
     * @throws IOException if it is reached by a symbolic link of another user
     */
    static LockedFile of(Path name) throws IOException {
        Path file = target(name);
        Path directory = Objects.requireNonNull(file.getParent());
        Files.createDirectories(directory, mode("rwx------"));
        Path beside = directory.resolve("." + file.getFileName() + ".lock");
        WITHIN.lock();
        try {
            FileChannel channel = OwnFiles.openShared(beside, OwnFiles.ownersAlone(beside));
            try {
                channel.lock();
                return new LockedFile(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            WITHIN.unlock();
            throw e;
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** The file itself: where the user keeps it behind a symbolic link, that stays, as with Docker. */
    private static Path target(Path name) throws IOException {
        Path path = name.toAbsolutePath();
        if (!Files.isSymbolicLink(path)) {
            return path;
        }
        UserPrincipal user = user();
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            requireOwn(name, path, user);
            if (links == MAX_LINKS) {
                throw new IOException(name + " leads round in a circle of symbolic links; take it away");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        if (Files.exists(path)) {
            requireOwn(name, path, user);
        }
        return path;
    }

    private static void requireOwn(Path name, Path path, UserPrincipal user) throws IOException {
        UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(user)) {
            throw new IOException(name + " is a symbolic link, and " + path + " belongs to " + owner.getName()
                    + "; credentials are not written there, take it away or name another file");
        }
    }

    /** Whoever runs this program: the owner of what it makes. The name that Java knows need not be one. */
    private static UserPrincipal user() throws IOException {
        Path own = OwnFiles.unforeseen(Path.of(System.getProperty("java.io.tmpdir")), "dray-", ".owner");
        OwnFiles.create(own).close();
        try {
            return Files.getOwner(own);
        } finally {
            Files.delete(own);
        }
    }

    /** Gives the file this content, all at once. */
    void replace(byte[] content) throws IOException {
        try (PendingFile pending = PendingFile.createPrivate(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                pending.channel().write(bytes);
            }
            pending.commit();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } finally {
            WITHIN.unlock();
        }
    }
}
