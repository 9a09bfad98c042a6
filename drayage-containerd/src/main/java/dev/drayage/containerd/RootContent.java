package dev.drayage.containerd;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The blobs in the root directory of a containerd, where its content plugin keeps them as files. All namespaces share
 * them.
 */
final class RootContent implements ReadableContent {
    /** Below the root directory. */
    static final String DIRECTORY = "io.containerd.content.v1.content";

    private final Path directory;
    private final String location;

    RootContent(Path root, String location) {
        this.directory = root.resolve(DIRECTORY);
        this.location = location;
    }

    Path directory() {
        return directory;
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        try {
            return Blob.ofFile(path(descriptor.digest()));
        } catch (NoSuchFileException e) {
            throw ContentNotFoundException.of(descriptor, location);
        } catch (AccessDeniedException e) {
            throw denied(e);
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        try {
            return Optional.of(new ContentInfo(digest, Files.size(path(digest))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            throw denied(e);
        }
    }

    private Path path(Digest digest) {
        return directory.resolve(BlobPaths.path(digest));
    }

    private ContentException denied(AccessDeniedException cause) {
        return new ContentException(
                Kind.INVALID_ARGUMENT,
                location + ": " + cause.getFile() + " may not be read by this user; run it as root",
                cause);
    }

    @Override
    public String location() {
        return location;
    }
}
