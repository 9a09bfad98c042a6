package dev.drayage.testkit;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Builds an image in some {@link MemoryContent}: layers, a config that names their diffIDs, and a manifest. What it
 * builds depends on what it is told alone.
 */
public final class ImageBuilder {
    private static final class Layer {
        private final String mediaType;
        private final byte[] stored;
        private final Digest diffId;

        private Layer(String mediaType, byte[] stored, Digest diffId) {
            this.mediaType = mediaType;
            this.stored = stored;
            this.diffId = diffId;
        }
    }

    private final MemoryContent content;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
    private Platform platform = Platform.of("linux", "amd64");
    private boolean docker;
    private @Nullable Descriptor subject;
    private @Nullable String artifactType;

    private ImageBuilder(MemoryContent content) {
        this.content = content;
    }

    /** Begins an image for linux/amd64 without layers, of OCI media types. */
    public static ImageBuilder anImageIn(MemoryContent content) {
        return new ImageBuilder(content);
    }

    /** Adds this many plain layers of a few hundred bytes; the first ones are the same in every image. */
    public ImageBuilder withLayers(int count) {
        for (int i = 0; i < count; i++) {
            withLayer(noise(layers.size(), 200 + 100 * i));
        }
        return this;
    }

    /** Adds a plain layer of these bytes, which need not be a tar. */
    public ImageBuilder withLayer(byte[] bytes) {
        return withStoredLayer(docker ? MediaTypes.DOCKER_LAYER : MediaTypes.OCI_LAYER, bytes, bytes);
    }

    /** Adds a layer of these bytes, stored in gzip. */
    public ImageBuilder withGzipLayer(byte[] bytes) {
        return withStoredLayer(docker ? MediaTypes.DOCKER_LAYER_GZIP : MediaTypes.OCI_LAYER_GZIP, gzip(bytes), bytes);
    }

    /** Adds a layer of any media type, as it is stored and as it unpacks. */
    public ImageBuilder withStoredLayer(String mediaType, byte[] stored, byte[] unpacked) {
        layers.add(new Layer(mediaType, stored.clone(), Digest.compute(DigestAlgorithm.SHA256, unpacked)));
        return this;
    }

    /** Makes it an image for another platform. */
    public ImageBuilder on(Platform other) {
        platform = other;
        return this;
    }

    /** Uses Docker's schema 2 media types, for layers added from now on too. */
    public ImageBuilder asDocker() {
        docker = true;
        return this;
    }

    /** Names all blobs by another algorithm than sha256. */
    public ImageBuilder by(DigestAlgorithm other) {
        algorithm = other;
        return this;
    }

    /** Makes it a referrer of something. */
    public ImageBuilder about(Descriptor other) {
        subject = other;
        return this;
    }

    /** Says what kind of artifact it is. */
    public ImageBuilder ofArtifactType(String type) {
        artifactType = type;
        return this;
    }

    /** Annotates the manifest. */
    public ImageBuilder annotated(String key, String value) {
        annotations.put(key, value);
        return this;
    }

    /** Adds everything to the content and returns the manifest, with its platform. */
    public Descriptor build() {
        Descriptor config = content.add(docker ? MediaTypes.DOCKER_CONFIG : MediaTypes.OCI_CONFIG, config(), algorithm);
        String mediaType = docker ? MediaTypes.DOCKER_MANIFEST : MediaTypes.OCI_MANIFEST;
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject().name("schemaVersion").value(2).name("mediaType").value(mediaType);
        if (artifactType != null) {
            json.name("artifactType").value(artifactType);
        }
        json.name("config");
        Documents.write(config, json);
        json.name("layers").beginArray();
        for (Layer layer : layers) {
            Documents.write(content.add(layer.mediaType, layer.stored, algorithm), json);
        }
        json.endArray();
        if (subject != null) {
            json.name("subject");
            Documents.write(subject, json);
        }
        Documents.writeAnnotations(annotations, json);
        return content.add(mediaType, json.endObject().toBytes(), algorithm).withPlatform(platform);
    }

    private byte[] config() {
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject();
        json.name("architecture").value(platform.architecture());
        json.name("os").value(platform.os());
        if (platform.variant() != null) {
            json.name("variant").value(platform.variant());
        }
        json.name("rootfs").beginObject().name("type").value("layers");
        json.name("diff_ids").beginArray();
        layers.forEach(layer -> json.value(layer.diffId.toString()));
        return json.endArray().endObject().endObject().toBytes();
    }

    /** Bytes that do not compress and depend on seed and size alone. */
    public static byte[] noise(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** These bytes in gzip, without a date. */
    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (GZIPOutputStream packer = new GZIPOutputStream(stored)) {
            packer.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stored.toByteArray();
    }
}
