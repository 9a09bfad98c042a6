package dev.drayage.docker;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.image.ImageSource;
import dev.drayage.layout.format.DockerManifestEntry;
import dev.drayage.layout.format.LayoutFiles;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A Docker archive (1.10 and later) as a source of images. The archive holds no manifests; each image gets the schema 2
 * manifest that containerd makes of it, so that both arrive at the same digest.
 *
 * <p>A plain layer goes by the digest that the config gives it, its diffID, and a layer in {@code blobs/} by its name:
 * whoever reads it verifies that. Layers that are compressed have to be read once to learn their digest; that is done
 * when an image of theirs is first asked for, several at once. Thread-safe.
 */
public final class DockerArchive implements ImageSource {
    /** The most names that are listed together unless more are asked for, by the memory that a descriptor for each takes. */
    public static final int DEFAULT_MAX_NAMES = 50_000;

    private final LayoutFiles archive;
    private final Limits limits;
    private final int maxNames;
    private final List<DockerManifestEntry> saved;
    private final DockerLayers layers;
    private final Map<Integer, DockerImage> loaded = new HashMap<>();
    /** Images by their config and layers, which many entries may share. */
    private final Map<DockerManifestEntry, DockerImage> distinct = new HashMap<>();

    private final Map<Digest, Opener> blobs = new HashMap<>();
    private final Map<Digest, SortedMap<String, String>> labels = new HashMap<>();
    private final ReadableContent content = new Content();

    private DockerArchive(
            LayoutFiles archive,
            Limits limits,
            int maxNames,
            List<DockerManifestEntry> saved,
            @Nullable RecompressOptions repacking) {
        this.archive = archive;
        this.limits = limits;
        this.maxNames = maxNames;
        this.saved = saved;
        this.layers = new DockerLayers(
                archive, repacking == null ? null : new LayerRecompression(repacking, archive.location()));
    }

    /** Opens a part of the archive, or something made of it. */
    @FunctionalInterface
    interface Opener {
        Blob open() throws IOException;
    }

    /**
     * Reads which images the archive lists. Closing the result closes the archive, and so does a failure.
     *
     * @throws ContentException of kind {@link Kind#FAILED_PRECONDITION} if there is no {@code manifest.json}, or it is
     *     not what it should be
     */
    public static DockerArchive of(LayoutFiles archive, Limits limits) throws IOException {
        return of(archive, limits, DEFAULT_MAX_NAMES, null);
    }

    /**
     * The same with its layers packed in another way, which gives its images other digests; fails as the other does.
     *
     * @param maxNames the most names that are listed together
     * @param repacking how layers are to be packed; null to leave them as they are
     */
    public static DockerArchive of(
            LayoutFiles archive, Limits limits, int maxNames, @Nullable RecompressOptions repacking)
            throws IOException {
        try {
            if (!archive.has(DockerManifestEntry.FILE)) {
                throw broken(
                        archive,
                        "no manifest.json was found"
                                + (archive.has("repositories")
                                        ? ", only the repositories of docker save before 1.10, which is not read;"
                                                + " docker load it, and save it anew"
                                        : "; is this a Docker archive?"));
            }
            byte[] manifest = DockerFiles.read(archive, DockerManifestEntry.FILE, DockerManifestEntry.FILE, limits);
            try {
                return new DockerArchive(
                        archive, limits, maxNames, DockerManifestEntry.parse(manifest, limits), repacking);
            } catch (InvalidDocumentException e) {
                throw new ContentException(Kind.FAILED_PRECONDITION, archive.location() + ": " + e.getMessage(), e);
            }
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    /** Some of the images that {@code manifest.json} lists. Closing the result closes the archive; a failure does not. */
    public static DockerArchive of(LayoutFiles archive, List<DockerManifestEntry> saved, Limits limits, int maxNames) {
        return new DockerArchive(archive, limits, maxNames, List.copyOf(saved), null);
    }

    private static ContentException broken(LayoutFiles archive, String problem) {
        return new ContentException(Kind.FAILED_PRECONDITION, archive.location() + ": " + problem);
    }

    @Override
    public ReadableContent content() {
        return content;
    }

    /**
     * One for each name of each image, in the order of {@code manifest.json}; images without a name too.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if there are more names than are to be listed
     *     together; one of them is still found
     */
    @Override
    public List<Descriptor> images() throws IOException {
        long names = saved.stream().mapToLong(image -> image.repoTags().size()).sum();
        if (names > maxNames) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT,
                    location() + " has " + names + " names of images, over the limit of " + maxNames
                            + " for all at once; option maxNames " + names
                            + " allows as many, or choose an image by one of"
                            + " its names, or by its digest to take it without names");
        }
        List<Descriptor> images = new ArrayList<>();
        for (int i = 0; i < saved.size(); i++) {
            images.addAll(load(i).listed());
        }
        return images;
    }

    /**
     * The one image of this name, with or without {@code docker.io/library} and {@code :latest}; {@code @} goes before
     * the digest of its manifest or of its config, which Docker calls the image ID.
     */
    @Override
    public Descriptor find(String name) throws IOException {
        return new DockerImageSearch(archive.location(), saved, this::load).find(name);
    }

    private synchronized DockerImage load(int number) throws IOException {
        DockerImage known = loaded.get(number);
        if (known != null) {
            return known;
        }
        DockerManifestEntry wanted = saved.get(number);
        DockerImage same = distinct.get(wanted.withoutTags());
        DockerImage image = same == null ? DockerImage.load(archive, wanted, layers, limits) : same.listedAs(wanted);
        if (same == null) {
            distinct.put(wanted.withoutTags(), image);
            blobs.putAll(image.content());
            labels.putAll(image.labels());
        }
        loaded.put(number, image);
        return image;
    }

    @Override
    public List<ContentInfo> blobs() throws IOException {
        return archive.blobs();
    }

    @Override
    public String location() {
        return archive.location();
    }

    @Override
    public void close() throws IOException {
        try (layers) {
            archive.close();
        }
    }

    private final class Content implements ReadableContent {
        /** Looks among the images that were asked for, then among all. */
        private Optional<Opener> find(Digest digest) throws IOException {
            synchronized (DockerArchive.this) {
                Opener known = blobs.get(digest);
                for (int i = 0; known == null && loaded.size() < saved.size() && i < saved.size(); i++) {
                    load(i);
                    known = blobs.get(digest);
                }
                return Optional.ofNullable(known);
            }
        }

        @Override
        public Blob open(Descriptor descriptor) throws IOException {
            return find(descriptor.digest())
                    .orElseThrow(() -> ContentNotFoundException.of(descriptor, location()))
                    .open();
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) throws IOException {
            Optional<Opener> found = find(digest);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (Blob blob = found.get().open()) {
                return Optional.of(new ContentInfo(digest, blob.size()));
            }
        }

        @Override
        public Map<Digest, SortedMap<String, String>> labels() {
            synchronized (DockerArchive.this) {
                return Map.copyOf(labels);
            }
        }

        @Override
        public String location() {
            return archive.location();
        }
    }
}
