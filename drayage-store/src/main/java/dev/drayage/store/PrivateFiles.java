package dev.drayage.store;

import dev.drayage.file.OwnFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Directories and files that are their owner's alone, whatever the umask, where the file system knows of owners. */
final class PrivateFiles {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** Makes the root of a store; one that is there is left as it is unless it is empty. */
    static void makeRoot(Path root) throws IOException {
        Files.createDirectories(root);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
            if (!entries.iterator().hasNext()) {
                restrict(root, DIRECTORY);
            }
        }
    }

    /** Makes a directory of the store, or takes from others what they may do with one that is there. */
    static void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, attributes(directory, DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            restrict(directory, DIRECTORY);
        }
    }

    /** The same with a file. */
    static void makeFile(Path file) throws IOException {
        try {
            OwnFiles.create(file, attributes(file, FILE)).close();
        } catch (FileAlreadyExistsException e) {
            restrict(file, FILE);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static void restrict(Path path, Set<PosixFilePermission> permissions) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null || Files.isSymbolicLink(path)) {
            return;
        }
        Set<PosixFilePermission> found = view.readAttributes().permissions();
        if (!permissions.containsAll(found)) {
            found.retainAll(permissions);
            try {
                view.setPermissions(found);
            } catch (FileSystemException e) {
                // It is another user's, who has let this one in.
            }
        }
    }
}
