package dev.drayage.layout;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A layout in a directory. */
final class DirectoryFiles implements LayoutFiles {
    private final Path directory;

    DirectoryFiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public Optional<Blob> file(String name) throws IOException {
        try {
            return Optional.of(Blob.ofFile(directory.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        try {
            return Blob.ofFile(path(descriptor.digest()));
        } catch (NoSuchFileException e) {
            throw ContentNotFoundException.of(descriptor, location());
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Path path = path(digest);
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new ContentException(
                        ContentException.Kind.FAILED_PRECONDITION,
                        path + " is not a regular file; a layout holds each blob as one");
            }
            return Optional.of(new ContentInfo(digest, attributes.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<ContentInfo> blobs() throws IOException {
        List<ContentInfo> blobs = new ArrayList<>();
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            Path folder = directory.resolve("blobs").resolve(algorithm.identifier());
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Optional<Digest> digest = BlobPaths.digest(algorithm, String.valueOf(file.getFileName()));
                    if (digest.isPresent()) {
                        info(digest.get()).ifPresent(blobs::add);
                    }
                }
            }
        }
        blobs.sort(Comparator.comparing(ContentInfo::digest));
        return blobs;
    }

    private Path path(Digest digest) {
        return directory.resolve(BlobPaths.path(digest));
    }

    @Override
    public String location() {
        return "oci:" + directory;
    }

    @Override
    public void close() {
        // Every file is opened for itself.
    }
}
