package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of finished content, which all namespaces share. */
final class BlobFiles {
    private final Path root;

    BlobFiles(Path root) {
        this.root = root;
    }

    /** Takes a blob. */
    @FunctionalInterface
    interface Visitor {
        void visit(Digest digest) throws IOException;
    }

    Blob open(Digest digest) throws IOException {
        try {
            return Blob.ofFile(path(digest));
        } catch (ContentException e) {
            throw inTheWay(path(digest), digest);
        }
    }

    /** The size of a blob; empty if there is no such file. */
    OptionalLong size(Digest digest) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(digest)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** Gives a finished file its name, to be synced and committed with the transaction, or else taken back. */
    void take(Path file, Digest digest, Transaction transaction) throws IOException {
        Path target = path(digest);
        Path folder = folder(digest);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            transaction.syncBeforeCommit(root);
            transaction.syncBeforeCommit(root.resolve(BlobPaths.FOLDER));
        }
        requireFree(target, digest);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        transaction.onRollback(() -> Files.move(target, file, StandardCopyOption.ATOMIC_MOVE));
        transaction.syncBeforeCommit(folder);
    }

    /** Fails if something is in the place of a blob that no file can take the place of. */
    static void requireFree(Path target, Digest digest) throws ContentException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw inTheWay(target, digest);
        }
    }

    private static ContentException inTheWay(Path path, Digest digest) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                path + " is " + (Files.isDirectory(path) ? "a directory" : "not a regular file")
                        + ", in the place of blob " + digest + "; remove it and import the image again");
    }

    /** Has the name of a file that is there synced: who made it may have died before doing so. */
    void keep(Digest digest, Transaction transaction) {
        transaction.syncBeforeCommit(folder(digest));
    }

    /** Removes a blob; returns its size, or empty if there was none. */
    OptionalLong delete(Digest digest) throws IOException {
        OptionalLong size = size(digest);
        Files.deleteIfExists(path(digest));
        return size;
    }

    /** Whether there is any blob. */
    boolean hasAny() throws IOException {
        try {
            walk(digest -> {
                throw new FoundException();
            });
            return false;
        } catch (FoundException e) {
            return true;
        }
    }

    private static final class FoundException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Shows all blobs, in no order; what is no regular file is none. */
    void walk(Visitor visitor) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root.resolve(BlobPaths.FOLDER))) {
            for (Path folder : folders) {
                walk(folder, visitor);
            }
        } catch (NoSuchFileException e) {
            // A store without content.
        }
    }

    private void walk(Path folder, Visitor visitor) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Optional<Digest> digest =
                        BlobPaths.digest(root.relativize(file).toString().replace('\\', '/'));
                if (digest.isPresent() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    visitor.visit(digest.get());
                }
            }
        } catch (NotDirectoryException e) {
            // Not ours.
        }
    }

    Path path(Digest digest) {
        return root.resolve(BlobPaths.path(digest));
    }

    private Path folder(Digest digest) {
        return root.resolve(BlobPaths.FOLDER).resolve(digest.algorithm().identifier());
    }
}
