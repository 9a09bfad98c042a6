package dev.drayage.layout;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.layout.format.LayoutMarker;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Index;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * An OCI image layout that has been opened: its marker is right and its {@code index.json} has been read. Thread-safe.
 */
public final class ImageLayout implements ImageSource {
    /** Which symbolic links in the directory of a layout are followed. */
    public enum Links {
        /** Those that stay inside the layout; others are refused, for whoever made the layout could have any file read. */
        INSIDE,
        /** All of them, wherever they lead. */
        EVERYWHERE
    }

    /** The name of the file that lists the images. */
    public static final String INDEX_FILE = "index.json";

    private final LayoutFiles files;
    private final Limits limits;
    private final List<Descriptor> images;
    private final SortedMap<String, String> annotations;

    private ImageLayout(
            LayoutFiles files, Limits limits, List<Descriptor> images, SortedMap<String, String> annotations) {
        this.files = files;
        this.limits = limits;
        this.images = images;
        this.annotations = annotations;
    }

    /** Opens the layout in a directory, with the default limits; fails as {@link #of} does. */
    public static ImageLayout open(Path directory) throws IOException {
        return open(directory, Limits.defaults());
    }

    /** Opens the layout in a directory; fails as {@link #of} does. */
    public static ImageLayout open(Path directory, Limits limits) throws IOException {
        return open(directory, limits, Links.INSIDE);
    }

    /** Opens the layout in a directory, with these symbolic links followed; fails as {@link #of} does. */
    public static ImageLayout open(Path directory, Limits limits, Links links) throws IOException {
        if (!Files.exists(directory)) {
            throw ContentNotFoundException.of(
                    "oci:" + directory + " does not exist; name the directory of an OCI image layout", null);
        }
        if (!Files.isDirectory(directory)) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    "oci:" + directory + " is not a directory; an archive is named oci-archive:" + directory,
                    new NotDirectoryException(directory.toString()));
        }
        return of(new DirectoryFiles(directory, links), limits);
    }

    /**
     * Opens a layout made of these files. Closing the layout closes them; so does a failure to open it.
     *
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if {@code oci-layout} or {@code index.json} is
     *     missing or not what the specification says
     */
    @SuppressWarnings("exports") // to our modules alone
    public static ImageLayout of(LayoutFiles files, Limits limits) throws IOException {
        try {
            byte[] marker = read(files, LayoutMarker.FILE, limits).orElseThrow(() -> unrecognized(files));
            byte[] index = read(files, INDEX_FILE, limits)
                    .orElseThrow(() -> broken(files, "index.json is missing; the layout is incomplete"));
            try {
                LayoutMarker.check(marker, limits);
                Index listed = Index.parse(RawDocument.of(index), MediaTypes.OCI_INDEX, limits);
                return new ImageLayout(files, limits, named(files, limits, listed.manifests()), listed.annotations());
            } catch (InvalidDocumentException e) {
                throw new ContentException(Kind.FAILED_PRECONDITION, files.location() + ": " + e.getMessage(), e);
            }
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** The images under the names that are theirs. */
    private static List<Descriptor> named(LayoutFiles files, Limits limits, List<Descriptor> listed)
            throws IOException {
        Optional<byte[]> docker = listed.isEmpty() ? Optional.empty() : read(files, DockerManifestEntry.FILE, limits);
        List<Descriptor> complete =
                docker.isEmpty() ? listed : DockerNames.complete(files, docker.get(), limits, listed);
        for (Descriptor image : complete) {
            PinnedNames.require(image, files.location());
        }
        return SharedNames.settle(files, limits, complete);
    }

    private static ContentException unrecognized(LayoutFiles files) {
        String found = "no oci-layout file";
        if (has(files, DockerManifestEntry.FILE)) {
            found += ", only the manifest.json of a Docker archive";
        } else if (has(files, INDEX_FILE)) {
            found += ", though there is an index.json";
        }
        return broken(files, "unrecognized image format: found " + found);
    }

    private static boolean has(LayoutFiles files, String name) {
        try {
            Optional<Blob> file = files.file(name);
            if (file.isPresent()) {
                file.get().close();
            }
            return file.isPresent();
        } catch (IOException e) {
            // What else there is only helps the message.
            return false;
        }
    }

    private static ContentException broken(LayoutFiles files, String problem) {
        return new ContentException(Kind.FAILED_PRECONDITION, files.location() + ": " + problem);
    }

    private static Optional<byte[]> read(LayoutFiles files, String name, Limits limits) throws IOException {
        Optional<Blob> found = files.file(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Blob blob = found.get()) {
            if (blob.size() > limits.maxBytes()) {
                throw broken(
                        files,
                        name + " has " + blob.size() + " bytes, over the limit of " + limits.maxBytes()
                                + " for documents");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
            blob.readAt(0, bytes);
            return Optional.of(bytes.array());
        }
    }

    @Override
    public ReadableContent content() {
        return files;
    }

    /** The files of the layout. */
    @SuppressWarnings("exports") // to our modules alone
    public LayoutFiles files() {
        return files;
    }

    /**
     * The images that {@code index.json} lists, in its order. Names that only Docker's {@code manifest.json} gives them
     * are among theirs; of an image and its signatures under one name the image alone has it, and the others are
     * annotated with {@link dev.drayage.oci.ImageAnnotations#SUBJECT}.
     */
    @Override
    public List<Descriptor> images() {
        return images;
    }

    /** What {@code index.json} notes of the layout as a whole. */
    public SortedMap<String, String> annotations() {
        return annotations;
    }

    /**
     * The one image that goes by this name: its tag ({@code org.opencontainers.image.ref.name}), its full name
     * ({@code io.containerd.image.name}), in familiar form too ({@code alpine:3.20}), or {@code @<digest>}. A digest
     * finds any manifest or index among the blobs, listed or not.
     *
     * @throws ContentNotFoundException if there is none
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if several different images go by the name
     */
    @Override
    public Descriptor find(String name) throws IOException {
        return new ImageSearch(files, limits, images()).find(name);
    }

    @Override
    public List<ContentInfo> blobs() throws IOException {
        return files.blobs();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
