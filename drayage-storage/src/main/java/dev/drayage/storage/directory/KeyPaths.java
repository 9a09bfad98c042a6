package dev.drayage.storage.directory;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.file.DirectorySync;
import dev.drayage.json.Quotes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/** Where keys have their files. No symbolic link below the root is followed, be it a folder's or a file's. */
final class KeyPaths {
    /** The folder for what has no key yet. */
    static final String OWN_FOLDER = ".drayage";

    /** What file systems take; a longer name is that of nothing. */
    private static final int MAX_NAME_BYTES = 255;

    private final Path root;

    /** Of a root that has no symbolic link in its path. */
    KeyPaths(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** The file of a key; empty if no file can have it. */
    Optional<Path> file(String key) {
        requireKey(key);
        for (String part : key.split("/", -1)) {
            if (part.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(root.resolve(key));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The file of a key that is to be written. */
    Path requireFile(String key) throws ContentException {
        return file(key)
                .orElseThrow(() -> new ContentException(
                        Kind.INVALID_ARGUMENT,
                        "no file in " + root + " can have the name " + Quotes.quote(key)
                                + ": a part of it is too long, or has characters that are unknown here"));
    }

    private static void requireKey(String key) {
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        Quotes.quote(key) + " is no key: its parts must be neither empty nor dots");
            }
        }
        if (key.equals(OWN_FOLDER) || key.startsWith(OWN_FOLDER + "/")) {
            throw new IllegalArgumentException(Quotes.quote(key) + " is no key: " + OWN_FOLDER
                    + " is the folder of files that are not complete yet");
        }
    }

    /** What is there, if no link leads to it. */
    static Optional<BasicFileAttributes> look(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What is there of a path below the root; empty if nothing is, or a folder on the way is none. */
    Optional<BasicFileAttributes> lookBelow(Path path) throws IOException {
        Path at = root;
        Path below = root.relativize(path);
        for (int i = 0; i < below.getNameCount() - 1; i++) {
            at = at.resolve(below.getName(i));
            Optional<BasicFileAttributes> found = look(at);
            if (found.isEmpty() || !found.get().isDirectory()) {
                return Optional.empty();
            }
        }
        return look(path);
    }

    /** Refuses what is neither a file nor a folder, anywhere on the way: what lies behind it would be overlooked. */
    void requireOrdinary(Path path) throws IOException {
        Path at = root;
        for (Path name : root.relativize(path)) {
            at = at.resolve(name);
            Optional<BasicFileAttributes> found = look(at);
            if (found.isEmpty()) {
                return;
            }
            requireOrdinary(at, found.get());
        }
    }

    /** The same of one of which it is known what it is. */
    static void requireOrdinary(Path path, BasicFileAttributes found) throws ContentException {
        if (found.isSymbolicLink()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    path + " is a symbolic link, which is not followed, so that what it leads to would be overlooked;"
                            + " put the file or folder itself there, by mount --bind for example");
        }
        if (found.isOther()) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    path + " is neither a file nor a folder; nothing is known of what it stands for, so remove it");
        }
    }

    /** Makes the folder that a file is to be in, durably. */
    void makeFolderOf(Path file) throws IOException {
        Path at = root;
        Path below = root.relativize(Objects.requireNonNull(file.getParent()));
        for (Path name : below) {
            if (name.toString().isEmpty()) {
                return; // the root itself
            }
            Path parent = at;
            at = at.resolve(name);
            Optional<BasicFileAttributes> found = look(at);
            if (found.isEmpty()) {
                try {
                    Files.createDirectory(at);
                    DirectorySync.sync(parent);
                } catch (FileAlreadyExistsException e) {
                    found = look(at); // Another writer was quicker.
                }
            }
            if (found.isPresent() && !found.get().isDirectory()) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        at + " is in the way: it is " + (found.get().isSymbolicLink() ? "a symbolic link" : "no folder")
                                + ", where " + root.relativize(file) + " is to be written; remove it");
            }
        }
    }

    /** Removes the folder that a file was in, and those around it, as far as nothing else is there. */
    void removeEmptyFoldersOf(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent());
        try {
            while (!folder.equals(root)) {
                Files.delete(folder);
                folder = Objects.requireNonNull(folder.getParent());
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // Something is there still, or another one is removing it too.
        }
    }
}
