package dev.drayage.containerd;

import dev.drayage.containerd.bolt.BoltBucket;
import dev.drayage.containerd.bolt.BoltDatabase;
import dev.drayage.content.ContentInfo;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What containerd's metadata store says of one namespace: bucket {@code v1}, below it a bucket for each namespace, below
 * that {@code images} by name and {@code content/blob} by digest ({@code core/metadata/buckets.go}). Thread-safe.
 */
final class MetadataFile implements ImageLookup.Names, Closeable {
    private static final String SCHEMA = "v1";

    private final BoltDatabase database;
    private final String location;
    private final String namespace;

    MetadataFile(BoltDatabase database, String location, String namespace) {
        this.database = database;
        this.location = location;
        this.namespace = namespace;
    }

    /** All namespaces, in order. */
    @Override
    public List<String> namespaces() throws IOException {
        List<String> names = new ArrayList<>();
        Optional<BoltBucket> schema = database.root().bucket(SCHEMA);
        if (schema.isPresent()) {
            schema.get().forEach(new EachBucket((name, bucket) -> names.add(name)));
        }
        return names;
    }

    /** All images, in order of their names. */
    @Override
    public List<StoredImage> images() throws IOException {
        List<StoredImage> images = new ArrayList<>();
        Optional<BoltBucket> bucket = bucket("images");
        if (bucket.isPresent()) {
            bucket.get().forEach(new EachBucket((name, fields) -> images.add(read(name, fields))));
        }
        return images;
    }

    /** The image of exactly this name, read without a look at others. */
    @Override
    public Optional<StoredImage> image(String name) throws IOException {
        Optional<BoltBucket> bucket = bucket("images", name);
        return bucket.isEmpty() ? Optional.empty() : Optional.of(read(name, bucket.get()));
    }

    private StoredImage read(String name, BoltBucket bucket) throws IOException {
        MetadataBucket fields = new MetadataBucket(bucket, "image " + name + " in " + location);
        if (name.isEmpty()) {
            throw fields.broken("it has no name");
        }
        MetadataBucket target = fields.below("target");
        String mediaType = target.text("mediatype");
        if (mediaType.isEmpty()) {
            throw fields.broken("its media type is empty");
        }
        return new StoredImage(
                name,
                Descriptor.of(mediaType, target.digest(), target.size()).withAnnotations(fields.texts("annotations")),
                fields.texts("labels"),
                fields.time("createdat"),
                fields.time("updatedat"));
    }

    /** What is noted of a blob; empty where the namespace does not know it. */
    Optional<ContentInfo> content(Digest digest) throws IOException {
        Optional<BoltBucket> bucket = bucket("content", "blob", digest.toString());
        if (bucket.isEmpty()) {
            return Optional.empty();
        }
        MetadataBucket fields = new MetadataBucket(bucket.get(), "blob " + digest + " in " + location);
        return Optional.of(new ContentInfo(
                digest, fields.size(), fields.time("createdat"), fields.time("updatedat"), fields.texts("labels")));
    }

    private Optional<BoltBucket> bucket(String... path) throws IOException {
        Optional<BoltBucket> bucket = database.root().bucket(SCHEMA);
        if (bucket.isPresent()) {
            bucket = bucket.get().bucket(namespace);
        }
        for (String key : path) {
            if (bucket.isEmpty()) {
                break;
            }
            bucket = bucket.get().bucket(key);
        }
        return bucket;
    }

    @Override
    public void close() throws IOException {
        database.close();
    }

    /** Keys that have a bucket; {@code v1} has a value too, the version. */
    private record EachBucket(Taker taker) implements BoltBucket.Visitor {
        @FunctionalInterface
        interface Taker {
            void take(String key, BoltBucket bucket) throws IOException;
        }

        @Override
        public void value(String key, byte[] value) {
            // Not a bucket.
        }

        @Override
        public void bucket(String key, BoltBucket bucket) throws IOException {
            taker.take(key, bucket);
        }
    }
}
