package dev.drayage.archive;

import dev.drayage.bundle.Bundle;
import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.docker.DockerArchive;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.ImageLayout;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.tar.ArchiveContent;
import dev.drayage.volume.VolumeNames;
import dev.drayage.volume.VolumeOptions;
import dev.drayage.volume.VolumeSet;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Archives of images as sources, whatever they are: OCI layouts and Docker archives, plain or compressed with gzip or
 * zstd, in a file or from a pipe. All is told from the bytes; names say nothing.
 *
 * <p>A plain file is indexed and read where it lies. Anything else, a FIFO too, is unpacked once into a {@link
 * dev.drayage.file.SpoolFile}, within limits.
 */
public final class ArchiveFile {
    private static final String REPOSITORIES = "repositories";
    /** What of a file's mode is its type, and that of a FIFO (inode(7)). */
    private static final int TYPE_BITS = 0170000;

    private static final int FIFO = 0010000;

    private final String location;
    private final ArchiveReadOptions options;

    private ArchiveFile(String location, ArchiveReadOptions options) {
        this.location = location;
        this.options = options;
    }

    /** Opens an archive of any form with the default options; see {@link #open(Path, String, ArchiveReadOptions)}. */
    public static ImageSource open(Path file) throws IOException {
        return open(file, file.toString(), ArchiveReadOptions.defaults());
    }

    /**
     * Opens an archive in a file.
     *
     * @param location what messages call it
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if there is no such file; of kind
     *     {@link Kind#FAILED_PRECONDITION} if it is of no known form, damaged, or over the limits; of kind
     *     {@link Kind#INVALID_ARGUMENT} if it is compressed in a way that is not read
     */
    public static ImageSource open(Path file, String location, ArchiveReadOptions options) throws IOException {
        return open(file, location, options, VolumeOptions.defaults());
    }

    /**
     * The same, for one that may be cut into volumes: the file is any of them, or their index.
     *
     * @param volumes where they are, and what is done about those that are not there: if they may come, the archive is read
     *     in order
     * @hidden
     */
    @SuppressWarnings({"exports", "InvalidBlockTag"}) // to our modules alone; Error Prone does not know @hidden
    public static ImageSource open(Path file, String location, ArchiveReadOptions options, VolumeOptions volumes)
            throws IOException {
        ArchiveFile archive = new ArchiveFile(location, options);
        Optional<VolumeSet> found = VolumeSet.find(file, volumes);
        if (found.isPresent()) {
            return archive.open(found.get());
        }
        try {
            return archive.openFile(file);
        } catch (ContentException e) {
            if (e.kind() != Kind.FAILED_PRECONDITION || VolumeNames.ofPart(file).isEmpty()) {
                throw e;
            }
            VolumeNames names = VolumeNames.ofPart(file).get();
            throw new ContentException(
                    e.kind(),
                    e.getMessage() + "; if it is a volume, put " + names.index()
                            + " or the last volume beside it, or name where that is with option volumes",
                    e);
        }
    }

    private ImageSource open(VolumeSet volumes) throws IOException {
        if (volumes.mayCome() && !volumes.isThere()) {
            try (ReadableByteChannel stream = volumes.stream()) {
                return read(stream);
            }
        }
        Blob whole = volumes.open();
        try {
            return open(whole);
        } catch (ContentException e) {
            // Headers have no digest: only the volumes can tell where they are damaged.
            List<String> problems = e.kind() == Kind.FAILED_PRECONDITION ? volumes.check() : List.of();
            throw problems.isEmpty()
                    ? e
                    : new ContentException(
                            e.kind(), e.getMessage() + "; " + String.join("; ", problems) + "; copy it again", e);
        }
    }

    private ImageSource openFile(Path file) throws IOException {
        if (isPipe(file)) {
            try (ReadableByteChannel pipe = Files.newByteChannel(file)) {
                return read(pipe);
            }
        }
        Blob blob;
        try {
            blob = Blob.ofFile(file);
        } catch (NoSuchFileException e) {
            throw ContentNotFoundException.of(location + " does not exist; name the file of an archive of images", e);
        }
        if (Compression.of(blob) == Compression.NONE) {
            return open(blob);
        }
        try (blob) {
            return read(blob.newChannel());
        }
    }

    /**
     * Opens a directory, be it an image layout or an archive of Docker's that was unpacked into one.
     *
     * @param links where symbolic links in it may lead
     * @throws ContentException if it holds no layout, or one that cannot be read, as for {@link ImageLayout#open(Path)}
     */
    public static ImageSource openDirectory(Path directory, ImageLayout.Links links, ArchiveReadOptions options)
            throws IOException {
        Limits documents = options.documents();
        int maxNames = options.limits().maxNames();
        ImageLayout layout = ImageLayout.open(directory, documents, links);
        try {
            if (!layout.images().isEmpty()) {
                ImageSource source = HybridArchive.of(layout.files(), layout, documents, maxNames);
                return Bundle.of(
                        source,
                        layout.files(),
                        layout.annotations(),
                        documents,
                        options.directory(),
                        options.limits().maxZstdWindow());
            }
            List<DockerManifestEntry> saved = HybridArchive.saved(layout.files(), documents);
            return saved.isEmpty() ? layout : DockerArchive.of(layout.files(), saved, documents, maxNames);
        } catch (IOException | RuntimeException e) {
            layout.close();
            throw e;
        }
    }

    /** A FIFO, or what a shell makes of {@code <(...)}: read once, from its beginning to its end. */
    private static boolean isPipe(Path file) throws IOException {
        if (!Files.exists(file)
                || !file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        int mode = (Integer) Files.getAttribute(file, "unix:mode");
        return (mode & TYPE_BITS) == FIFO;
    }

    /** Opens an archive that comes through a pipe, all of which is read; fails as {@link #open(Path, String, ArchiveReadOptions)} does. */
    public static ImageSource read(ReadableByteChannel source, String location, ArchiveReadOptions options)
            throws IOException {
        return new ArchiveFile(location, options).read(source);
    }

    private ImageSource read(ReadableByteChannel source) throws IOException {
        return open(new Spooling(location, options).spool(source));
    }

    private ImageSource open(Blob tar) throws IOException {
        ArchiveContent content =
                ArchiveContent.index(tar, location, options.limits().toTar());
        try {
            return open(content);
        } catch (IOException | RuntimeException e) {
            content.close();
            throw e;
        }
    }

    private ImageSource open(ArchiveContent content) throws IOException {
        if (options.form() == ArchiveReadOptions.Form.ANY && content.has(LayoutMarker.FILE)) {
            ImageLayout layout = ImageLayout.of(content, options.documents());
            // Docker lists an image without a tag in manifest.json alone.
            if (!layout.images().isEmpty() || !content.has(DockerManifestEntry.FILE)) {
                if (options.layers() != null) {
                    throw new ContentException(
                            Kind.INVALID_ARGUMENT,
                            location + " is an OCI layout, whose digests would not survive packing layers in another"
                                    + " way; that is for Docker archives");
                }
                ImageSource source = layout.images().isEmpty()
                        ? layout
                        : HybridArchive.of(
                                content,
                                layout,
                                options.documents(),
                                options.limits().maxNames());
                return Bundle.of(
                        source,
                        content,
                        layout.annotations(),
                        options.documents(),
                        options.directory(),
                        options.limits().maxZstdWindow());
            }
        }
        if (options.form() == ArchiveReadOptions.Form.DOCKER || content.has(DockerManifestEntry.FILE)) {
            return DockerArchive.of(
                    content, options.documents(), options.limits().maxNames(), options.repacking());
        }
        throw new ContentException(
                Kind.FAILED_PRECONDITION, location + ": unrecognized image format: " + found(content));
    }

    private static String found(ArchiveContent content) throws IOException {
        if (content.has(REPOSITORIES)) {
            return "found only the repositories of docker save before 1.10, which is not read; docker load it, and save"
                    + " it anew";
        }
        return "looked for oci-layout and index.json (an OCI layout) and for manifest.json (a Docker archive), found "
                + (content.has(ImageLayout.INDEX_FILE) ? "only index.json" : "none of them");
    }
}
