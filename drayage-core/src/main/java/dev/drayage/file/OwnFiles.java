package dev.drayage.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens files for writing. Whatever lies under the name already, be it a link, a FIFO or another's file, is looked at
 * first and refused: opening a FIFO would wait for a reader, and writing through a link changes what it leads to.
 */
public final class OwnFiles {
    private static final int MAX_TEXT_BYTES = 64 << 10;
    private static final int MAX_TRIES = 100;

    private OwnFiles() {}

    /** Draws numbers that nobody can foresee; set up when the first is asked for. */
    private static final class Names {
        static final SecureRandom RANDOM = new SecureRandom();
    }

    /** A name in a directory that nobody can have laid anything under: prefix, random letters and digits, suffix. */
    public static Path unforeseen(Path directory, String prefix, String suffix) {
        String random = Long.toUnsignedString(Names.RANDOM.nextLong(), Character.MAX_RADIX);
        return directory.resolve(prefix + random + suffix);
    }

    /**
     * Creates a file, for reading and writing.
     *
     * @throws FileAlreadyExistsException if there is anything of the name, be it a link that leads nowhere
     */
    public static FileChannel create(Path file, FileAttribute<?>... attributes) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                attributes);
    }

    /** Creates a file that is gone when it is closed, and where there are inodes has no name from the start. */
    public static FileChannel createNameless(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE));
    }

    /**
     * Creates a file in the directory for temporary files, which has no name any more where the system allows that (not on
     * Windows, where it goes with the JVM). A thread that is interrupted does not close it, as it would a channel.
     */
    public static RandomAccessFile createTemporary() throws IOException {
        Path path = unforeseen(Path.of(System.getProperty("java.io.tmpdir")), "dray-", ".tmp");
        create(path, ownersAlone(path)).close();
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            Files.delete(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
        return file;
    }

    /** That nobody but its owner may read or write a file, where the file system knows of owners. */
    public static FileAttribute<?>[] ownersAlone(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Opens what passes on the bytes written to it, such as a FIFO or a device; a file behind a descriptor is appended to. */
    public static WritableByteChannel openStream(Path path) throws IOException {
        return Files.newByteChannel(
                path,
                Files.isRegularFile(path)
                        ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                        : Set.of(StandardOpenOption.WRITE));
    }

    /** Creates a file with this text; what has the name, be it a link, makes room. */
    public static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = create(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /**
     * Opens a file that was begun earlier, for reading and writing, or creates it.
     *
     * @throws IOException if what has the name is no regular file, has other names too, or is of another owner:
     *     whoever laid it there could read or change what is written
     */
    public static FileChannel open(Path file) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                String problem = problem(file);
                return problem == null ? openFile(file) : refuse(file, problem);
            } catch (NoSuchFileException e) {
                try {
                    return create(file);
                } catch (FileAlreadyExistsException quicker) {
                    if (tries == MAX_TRIES) {
                        throw quicker;
                    }
                }
            }
        }
    }

    /** Opens a file that other users open too, to lock it or keep a number in, or creates it; refuses what is no regular file. */
    public static FileChannel openShared(Path file, FileAttribute<?>... attributes) throws IOException {
        createShared(file, attributes);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            refuse(file, "it is not a regular file");
        }
        return openFile(file);
    }

    /** Creates the file for {@link #openShared} if nothing has its name. */
    public static void createShared(Path file, FileAttribute<?>... attributes) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                create(file, attributes).close();
            } catch (FileAlreadyExistsException e) {
                // Another process was quicker.
            }
        }
    }

    /** Whether this is a regular file of one name and of our own, not a link to one. */
    public static boolean isOwn(Path file) throws IOException {
        try {
            return problem(file) == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * The text of a small file.
     *
     * @throws NoSuchFileException if there is none, or something else than a regular file of at most 64 KiB
     */
    public static String readText(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile() || attributes.size() > MAX_TEXT_BYTES) {
            throw new NoSuchFileException(file.toString(), null, "not a small regular file");
        }
        return Files.readString(file);
    }

    /** For reading too, which waits at no FIFO should one have come there since it was looked at. */
    private static FileChannel openFile(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    private static FileChannel refuse(Path file, String problem) throws IOException {
        throw new IOException(file + " is in the way: " + problem + "; remove it");
    }

    private static @Nullable String problem(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isSymbolicLink()) {
            return "it is a symbolic link";
        }
        if (!attributes.isRegularFile()) {
            return "it is not a regular file";
        }
        if (!(unix(file, "nlink") instanceof Integer links) || links == 1) {
            Object owner = unix(file, "uid");
            Object self = unix(Path.of("/proc/self"), "uid");
            return owner == null || self == null || owner.equals(self) ? null : "it has another owner";
        }
        return "it has other names too";
    }

    /** An attribute that only Unix knows, or null. */
    private static @Nullable Object unix(Path file, String name) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return null;
        }
        try {
            return Files.getAttribute(file, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
