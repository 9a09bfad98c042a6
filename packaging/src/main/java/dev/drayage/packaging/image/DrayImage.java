package dev.drayage.packaging.image;

import dev.drayage.compress.Compression;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts images of the command into content: layers, config and manifest of each platform, and the index over them. */
final class DrayImage {
    private static final int BUFFER_BYTES = 1 << 16;

    private record Layer(Descriptor descriptor, Digest diffId, String comment) {}

    private final ContentIngester content;
    private final ImageMetadata metadata;
    private final List<Descriptor> manifests = new ArrayList<>();

    DrayImage(ContentIngester content, ImageMetadata metadata) {
        this.content = content;
        this.metadata = metadata;
    }

    /** Adds the image of a platform. */
    void add(Platform platform, ImageRoot root) throws IOException {
        List<Layer> layers = new ArrayList<>();
        // What changes least comes first, so that most of an update is there already.
        layers.add(pack(root.system(), "glibc, certificates and users"));
        layers.add(pack(root.runtime(), "the Java runtime"));
        layers.add(pack(root.command(), "dray"));
        Descriptor config = ingest(MediaTypes.OCI_CONFIG, config(platform, layers));
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject().name("schemaVersion").value(2).name("mediaType").value(MediaTypes.OCI_MANIFEST);
        describe(config, json.name("config"));
        json.name("layers").beginArray();
        layers.forEach(layer -> describe(layer.descriptor(), json));
        json.endArray();
        metadata.write("annotations", json);
        manifests.add(
                ingest(MediaTypes.OCI_MANIFEST, json.endObject().toBytes()).withPlatform(platform));
    }

    /** Adds the index over all platforms. */
    Descriptor index() throws IOException {
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject().name("schemaVersion").value(2).name("mediaType").value(MediaTypes.OCI_INDEX);
        json.name("manifests").beginArray();
        manifests.forEach(manifest -> describe(manifest, json));
        json.endArray();
        metadata.write("annotations", json);
        return ingest(MediaTypes.OCI_INDEX, json.endObject().toBytes());
    }

    private byte[] config(Platform platform, List<Layer> layers) {
        String created = metadata.created().toString();
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject().name("created").value(created).name("author").value("The Drayage authors");
        json.name("architecture").value(platform.architecture()).name("os").value(platform.os());
        json.name("config").beginObject();
        json.name("User").value(ImageRoot.USER + ":" + ImageRoot.USER);
        strings("Env", ImageRoot.ENVIRONMENT, json);
        strings("Entrypoint", ImageRoot.entrypoint(), json);
        strings("Cmd", List.of("--help"), json);
        json.name("WorkingDir").value(ImageRoot.WORK_DIRECTORY);
        metadata.write("Labels", json);
        json.endObject();
        json.name("rootfs").beginObject().name("type").value("layers");
        strings(
                "diff_ids",
                layers.stream().map(layer -> layer.diffId().toString()).toList(),
                json);
        json.endObject();
        json.name("history").beginArray();
        for (Layer layer : layers) {
            json.beginObject().name("created").value(created);
            json.name("created_by").value("packaging/image.sh").name("comment").value(layer.comment());
            json.endObject();
        }
        return json.endArray().endObject().toBytes();
    }

    private static void strings(String member, List<String> values, GoJsonWriter json) {
        json.name(member).beginArray();
        values.forEach(json::value);
        json.endArray();
    }

    private static void describe(Descriptor descriptor, GoJsonWriter json) {
        json.beginObject();
        json.name("mediaType").value(descriptor.mediaType());
        json.name("digest").value(descriptor.digest().toString());
        json.name("size").value(descriptor.size());
        Platform platform = descriptor.platform();
        if (platform != null) {
            json.name("platform").beginObject();
            json.name("architecture").value(platform.architecture()).name("os").value(platform.os());
            json.endObject();
        }
        json.endObject();
    }

    private Layer pack(LayerFiles files, String comment) throws IOException {
        MessageDigest unpacked = sha256();
        Descriptor descriptor = ingest(MediaTypes.OCI_LAYER_GZIP, target -> {
            try (OutputStream packed = Compression.GZIP.pack(target);
                    OutputStream tar =
                            new BufferedOutputStream(new DigestOutputStream(packed, unpacked), BUFFER_BYTES)) {
                files.writeTo(tar);
            }
        });
        return new Layer(descriptor, Digest.ofHash(DigestAlgorithm.SHA256, unpacked.digest()), comment);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface BlobSource {
        void writeTo(OutputStream target) throws IOException;
    }

    private Descriptor ingest(String mediaType, byte[] document) throws IOException {
        return ingest(mediaType, target -> target.write(document));
    }

    private Descriptor ingest(String mediaType, BlobSource source) throws IOException {
        try (ContentWriter writer = content.writer("image", null)) {
            writer.truncate(0);
            try (OutputStream target = new BufferedOutputStream(new WriterStream(writer), BUFFER_BYTES)) {
                source.writeTo(target);
            }
            Digest digest = writer.digest();
            long size = writer.status().offset();
            try {
                ContentInfo stored = writer.commit(size, digest, Map.of());
                return Descriptor.of(mediaType, stored.digest(), stored.size());
            } catch (AlreadyExistsException e) {
                // Platforms share a layer, or the content was made before.
                return Descriptor.of(mediaType, digest, size);
            }
        }
    }

    private static final class WriterStream extends OutputStream {
        private final ContentWriter writer;

        WriterStream(ContentWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writer.write(ByteBuffer.wrap(bytes, offset, length));
        }
    }
}
