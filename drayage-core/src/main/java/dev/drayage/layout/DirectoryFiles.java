package dev.drayage.layout;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.json.Quotes;
import dev.drayage.layout.format.BlobPaths;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A layout in a directory. */
final class DirectoryFiles implements LayoutFiles {
    private final Path directory;
    private final ImageLayout.Links links;
    private final Set<Path> insideFolders = ConcurrentHashMap.newKeySet();

    DirectoryFiles(Path directory, ImageLayout.Links links) {
        this.directory = directory;
        this.links = links;
    }

    @Override
    public Optional<Blob> file(String name) throws IOException {
        return openFile(name);
    }

    @Override
    public boolean has(String name) {
        return within(name).isPresent();
    }

    @Override
    public Optional<String> resolve(String path) throws IOException {
        Optional<String> found = within(path);
        if (found.isEmpty()
                && (path.startsWith("/") || List.of(path.split("/", -1)).contains(".."))) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    location() + ": the name " + Quotes.quote(path) + " leads out of the layout");
        }
        return found;
    }

    /** The name of what is there, in normal form; nothing for one that climbs up, wherever it leads. */
    private Optional<String> within(String name) {
        try {
            Path path = Path.of(name);
            for (Path part : path) {
                if (part.toString().equals("..")) {
                    return Optional.empty();
                }
            }
            return !path.isAbsolute() && Files.exists(directory.resolve(path), LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(path.normalize().toString())
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty(); // no file has such a name
        }
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return openFile(BlobPaths.path(descriptor.digest()))
                .orElseThrow(() -> ContentNotFoundException.of(descriptor, location()));
    }

    private Optional<Blob> openFile(String name) throws IOException {
        try {
            Path file = directory.resolve(name);
            requireInside(name, file);
            return Optional.of(Blob.ofFile(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (ContentException e) {
            throw e.kind() == ContentException.Kind.FAILED_PRECONDITION ? e : irregular(name);
        }
    }

    /** Looks at the folder once, and at the file each time: one look at what is no link is all it costs. */
    private void requireInside(String name, Path file) throws IOException {
        if (links == ImageLayout.Links.EVERYWHERE) {
            return;
        }
        Path folder = Objects.requireNonNull(file.getParent());
        if (!insideFolders.contains(folder) && !folder.equals(directory) && Files.exists(folder)) {
            requireInside(name, folder, folder.toRealPath());
            insideFolders.add(folder);
        }
        if (Files.isSymbolicLink(file)) {
            requireInside(name, file, file.toRealPath());
        }
    }

    private void requireInside(String name, Path link, Path target) throws IOException {
        if (!target.startsWith(directory.toRealPath())) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    location() + ": " + name + " leads out of the layout over a symbolic link, "
                            + (Files.isSymbolicLink(link) ? "to " : "by its folder to ") + target
                            + "; option links reads what is there");
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
        try {
            requireInside(name, directory.resolve(name));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
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
                            && isInside(file)
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

    private boolean isInside(Path file) throws IOException {
        return links == ImageLayout.Links.EVERYWHERE
                || !Files.isSymbolicLink(file)
                || (Files.exists(file) && file.toRealPath().startsWith(directory.toRealPath()));
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
