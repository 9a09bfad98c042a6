package dev.drayage.containerd;

import dev.drayage.containerd.bolt.BoltDatabase;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSearch;
import dev.drayage.image.ImageSource;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The root directory of a containerd that is not running, as {@code /var/lib/containerd} on the disk of a dead node.
 * Nothing is written to it and no lock is taken. Where the database that names the images is damaged, content is still
 * found by {@code @} and digest. Thread-safe.
 */
public final class ContainerdRoot implements ImageSource {
    /** The namespace of {@code ctr} and of this library, where no other is named. */
    public static final String DEFAULT_NAMESPACE = "default";

    private static final String DATABASE = "io.containerd.metadata.v1.bolt/meta.db";

    private final String location;
    private final String namespace;
    private final Path database;
    private final RootContent blobs;
    private @Nullable MetadataFile opened;

    private ContainerdRoot(Path directory, String namespace, String location) {
        this.location = location;
        this.namespace = namespace;
        this.database = directory.resolve(DATABASE);
        this.blobs = new RootContent(directory, location);
    }

    /**
     * Opens a root directory.
     *
     * @param namespace whose images to see
     * @throws ContentException of kind {@link Kind#NOT_FOUND} if there is no such directory; of kind
     *     {@link Kind#FAILED_PRECONDITION} if neither containerd's database nor its content is in it
     */
    public static ContainerdRoot open(Path directory, String namespace) throws IOException {
        String location = "containerd-root:" + directory;
        if (!Files.isDirectory(directory)) {
            throw ContentNotFoundException.of(
                    location + (Files.exists(directory) ? " is not a directory" : " does not exist")
                            + "; name the root directory of a containerd, such as /var/lib/containerd",
                    null);
        }
        ContainerdRoot root = new ContainerdRoot(directory, namespace, location);
        if (!Files.exists(root.database) && !Files.exists(root.blobs.directory())) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + " is not the root directory of a containerd: it holds neither " + DATABASE + " nor "
                            + RootContent.DIRECTORY);
        }
        return root;
    }

    private synchronized MetadataFile metadata() throws IOException {
        MetadataFile metadata = opened;
        if (metadata == null) {
            try {
                BoltDatabase opening = BoltDatabase.open(Blob.ofFile(database), database.toString());
                metadata = new MetadataFile(opening, location, namespace);
                opened = metadata;
            } catch (NoSuchFileException e) {
                throw new ContentException(
                        Kind.FAILED_PRECONDITION,
                        database + " is missing, so nothing tells the names of images; name what is needed by @DIGEST",
                        e);
            } catch (AccessDeniedException e) {
                throw new ContentException(
                        Kind.INVALID_ARGUMENT, database + " may not be read by this user; run it as root", e);
            }
        }
        return metadata;
    }

    /** All blobs, whichever namespace knows them; labels and times are those of this namespace. */
    @Override
    public ReadableContent content() {
        return new LabelledContent();
    }

    @Override
    public List<Descriptor> images() throws IOException {
        return lookup().images(metadata()::content);
    }

    @Override
    public Descriptor find(String name) throws IOException {
        return name.startsWith("@")
                ? new ImageSearch(blobs, Limits.defaults(), listedIfReadable()).find(name)
                : lookup().find(name, metadata()::content);
    }

    private ImageLookup lookup() throws IOException {
        return new ImageLookup(metadata(), blobs, namespace);
    }

    /** What has a digest is found without the database; where that can be read, its media type is the better one. */
    private List<Descriptor> listedIfReadable() throws IOException {
        try {
            return images();
        } catch (ContentException e) {
            return List.of();
        }
    }

    /** The namespaces that there are, in order. */
    public List<String> namespaces() throws IOException {
        return metadata().namespaces();
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public synchronized void close() throws IOException {
        MetadataFile metadata = opened;
        if (metadata != null) {
            metadata.close();
        }
    }

    /** Files with what the database notes of them. */
    private final class LabelledContent implements ReadableContent {
        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            return blobs.open(descriptor);
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) throws IOException {
            Optional<ContentInfo> stored = blobs.info(digest);
            Optional<ContentInfo> noted = stored.isEmpty() ? stored : noted(digest);
            // The size is the file's: a file that was cut short must not pass for whole.
            return noted.isEmpty()
                    ? stored
                    : Optional.of(new ContentInfo(
                            digest,
                            stored.get().size(),
                            noted.get().created(),
                            noted.get().updated(),
                            noted.get().labels()));
        }

        private Optional<ContentInfo> noted(Digest digest) throws IOException {
            try {
                return metadata().content(digest);
            } catch (ContentException e) {
                return Optional.empty(); // content can be recovered without it
            }
        }

        @Override
        public String location() {
            return location;
        }
    }
}
