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
        return openFile(name);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return openFile(BlobPaths.path(descriptor.digest()))
                .orElseThrow(() -> ContentNotFoundException.of(descriptor, location()));
    }

    private Optional<Blob> openFile(String name) throws IOException {
        try {
            return Optional.of(Blob.ofFile(directory.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (ContentException e) {
            throw irregular(name);
        }
    }

    private ContentException irregular(String name) {
        return new ContentException(
                ContentException.Kind.FAILED_PRECONDITION,
                location() + ": " + name + " is not a regular file; all files of a layout have to be");
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        String name = BlobPaths.path(digest);
        Optional<BasicFileAttributes> attributes = attributes(directory.resolve(name));
        if (attributes.isPresent() && !attributes.get().isRegularFile()) {
            throw irregular(name);
        }
        return attributes.map(found -> new ContentInfo(digest, found.size()));
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
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
                    Optional<BasicFileAttributes> attributes = attributes(file);
                    if (digest.isPresent()
                            && attributes.isPresent()
                            && attributes.get().isRegularFile()) {
                        blobs.add(new ContentInfo(digest.get(), attributes.get().size()));
                    }
                }
            }
        }
        blobs.sort(Comparator.comparing(ContentInfo::digest));
        return blobs;
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
