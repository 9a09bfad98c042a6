package dev.drayage.server.cache;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentStore;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What is cached, by repository. Thread-safe, and so are several of one namespace. */
final class CacheStore {
    private static final System.Logger LOG = System.getLogger(PullThroughCache.LOGGER);

    /** Noting a use is a write to the disk, and which of two was used a few minutes earlier matters little. */
    private static final Duration USE_PRECISION = Duration.ofMinutes(5);

    private static final Duration LEASE_LIFETIME = Duration.ofHours(24);
    private static final Map<String, String> LEASE_LABELS = Map.of("dev.drayage.lease", "caching");

    private final ImageNamespace namespace;
    private final InstantSource clock;
    private final Pins pins = new Pins();

    CacheStore(ImageNamespace namespace, InstantSource clock) {
        this.namespace = namespace;
        this.clock = clock;
    }

    /**
     * A tag as it was last seen.
     *
     * @param target what it means
     * @param checked when the upstream last said so
     */
    record Tag(Descriptor target, Instant checked) {}

    Pins pins() {
        return pins;
    }

    ContentStore content() {
        return namespace.content();
    }

    ImageStore images() {
        return namespace.images();
    }

    Instant now() {
        return clock.instant();
    }

    /** Keeps what is written until images refer to it, or somebody else does. */
    Hold hold() throws IOException {
        return new Hold(namespace.leases().create(null, LEASE_LIFETIME, LEASE_LABELS));
    }

    /** A lease, for as long as something is fetched. */
    final class Hold implements Closeable {
        private final Lease lease;

        private Hold(Lease lease) {
            this.lease = lease;
        }

        /**
         * Opens the ingest of some content, as far as it has come. Where another process has it, that is not waited for:
         * this one gets an ingest of its own.
         */
        ContentWriter writer(Descriptor exact) throws IOException {
            ContentStore content = namespace.content(lease);
            String ref = ref(exact.digest());
            try {
                return content.writer(ref, exact);
            } catch (HeldException e) {
                return content.writer(ref + "-" + UUID.randomUUID(), exact);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                namespace.leases().delete(lease.id());
            } catch (ContentNotFoundException e) {
                // It has expired, or somebody else ended it.
            }
        }
    }

    /** What is known of content, whichever repository it was cached for. */
    Optional<ContentInfo> info(Digest digest) throws IOException {
        return content().info(digest);
    }

    /** What is known of content that was cached for this repository. */
    Optional<ContentInfo> info(String repository, Digest digest) throws IOException {
        return info(digest).filter(info -> CacheLabels.isIn(info, repository));
    }

    Blob open(Descriptor descriptor) throws IOException {
        return content().open(descriptor);
    }

    /** Notes that the upstream has content that is here in this repository, too. */
    void addTo(String repository, ContentInfo info) throws IOException {
        content().label(info.digest(), CacheLabels.adding(info, repository, now()));
    }

    /** Notes that it was used. Where that fails, it is served all the same, and may only be evicted too early. */
    void used(ContentInfo info) {
        Instant now = now();
        if (CacheLabels.used(info).plus(USE_PRECISION).isAfter(now)) {
            return;
        }
        try {
            content().label(info.digest(), CacheLabels.used(now));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "cannot note the use of " + info.digest(), e);
        }
    }

    /** The manifest or index of this digest. */
    Optional<Descriptor> document(String repository, Digest digest) throws IOException {
        Optional<StoredImage> image = images().get(repository + "@" + digest);
        return image.isEmpty() ? Optional.empty() : present(repository, image.get());
    }

    /** A name may be left of content that was deleted by others, or was given to what another repository has. */
    private Optional<Descriptor> present(String repository, StoredImage image) throws IOException {
        Optional<ContentInfo> info = info(repository, image.target().digest()).filter(CacheLabels::isDocument);
        info.ifPresent(this::used);
        return info.map(known -> image.target());
    }

    Optional<Tag> tag(String repository, String tag) throws IOException {
        Optional<StoredImage> image = images().get(repository + ":" + tag);
        return image.isEmpty()
                ? Optional.empty()
                : present(repository, image.get())
                        .map(target -> new Tag(
                                target,
                                CacheLabels.time(
                                        image.get().labels().getOrDefault(CacheLabels.CHECKED, ""), Instant.MIN)));
    }

    /** Stores a verified document, and that this repository has it. */
    void putDocument(String repository, Descriptor descriptor, byte[] bytes) throws IOException {
        SortedMap<String, String> labels = new TreeMap<>(CacheLabels.of(descriptor, bytes));
        labels.putAll(CacheLabels.of(repository, now()));
        Digest digest = descriptor.digest();
        try (Hold hold = hold()) {
            try (ContentWriter writer = hold.writer(descriptor)) {
                writer.truncate(0);
                writer.write(ByteBuffer.wrap(bytes));
                writer.commit(bytes.length, digest, labels);
            } catch (AlreadyExistsException e) {
                // It may be known by other labels, or by none.
                content().label(digest, labels);
            }
            images().putAll(List.of(StoredImage.of(repository + "@" + digest, descriptor)));
        }
    }

    /** Notes that this repository has a document that is here, too. */
    void putDocument(String repository, Descriptor descriptor, ContentInfo info) throws IOException {
        addTo(repository, info);
        images().putAll(List.of(StoredImage.of(repository + "@" + descriptor.digest(), descriptor)));
    }

    /** Notes what a tag of a document that is here means now. */
    void putTag(String repository, String tag, Descriptor target) throws IOException {
        StoredImage image = StoredImage.of(repository + ":" + tag, target)
                .withLabels(Map.of(CacheLabels.CHECKED, now().toString()));
        try {
            images().create(image);
        } catch (AlreadyExistsException e) {
            images().update(image, List.of("target", "labels." + CacheLabels.CHECKED));
        }
    }

    void dropTag(String repository, String tag) throws IOException {
        try {
            images().delete(repository + ":" + tag);
        } catch (ContentNotFoundException e) {
            // It never was here.
        }
    }

    /** The names of all that is cached, in order: {@code NAME:TAG} and {@code NAME@DIGEST}. */
    List<String> names() throws IOException {
        return images().list(List.of()).stream().map(StoredImage::name).toList();
    }

    /** The documents here that are about a subject. */
    List<Descriptor> about(String repository, Digest subject) throws IOException {
        List<Digest> digests = new ArrayList<>();
        content().walk(info -> {
            if (CacheLabels.isAbout(info, subject) && CacheLabels.isIn(info, repository)) {
                digests.add(info.digest());
            }
        });
        List<Descriptor> found = new ArrayList<>();
        for (Digest digest : digests) {
            document(repository, digest).ifPresent(found::add);
        }
        return found;
    }

    /** What the ingest of a blob is called. */
    static String ref(Digest digest) {
        return "cache-" + digest;
    }

    static ContentException closed() {
        return new ContentException(Kind.UNAVAILABLE, "the cache is closed");
    }
}
