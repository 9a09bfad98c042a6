package dev.drayage.testkit;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.ContentWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** What tests do with stores over and over. */
public final class ContentWrites {
    private ContentWrites() {}

    /** The sha256 digest of some bytes. */
    public static Digest sha256(byte[] bytes) {
        return Digest.compute(DigestAlgorithm.SHA256, bytes);
    }

    /** What a plain layer of these bytes is called. */
    public static Descriptor layerOf(byte[] bytes) {
        return Descriptor.of(MediaTypes.OCI_LAYER, sha256(bytes), bytes.length);
    }

    /** Writes bytes to the end of an ingest. */
    public static void append(ContentWriter writer, byte[] bytes) throws IOException {
        writer.write(ByteBuffer.wrap(bytes));
    }

    /** Stores bytes that are not stored yet. */
    public static ContentInfo store(ContentIngester store, String ref, byte[] bytes) throws IOException {
        return store(store, ref, bytes, Map.of());
    }

    /** Stores bytes that are not stored yet, with labels. */
    public static ContentInfo store(ContentIngester store, String ref, byte[] bytes, Map<String, String> labels)
            throws IOException {
        try (ContentWriter writer = store.writer(ref, layerOf(bytes))) {
            append(writer, bytes);
            return writer.commit(bytes.length, sha256(bytes), labels);
        }
    }

    /** Stores bytes under a digest of any algorithm. */
    public static ContentInfo storeAs(ContentIngester store, Digest digest, byte[] bytes) throws IOException {
        Descriptor expected = Descriptor.of(MediaTypes.OCI_LAYER, digest, bytes.length);
        try (ContentWriter writer = store.writer("store-" + digest, expected)) {
            append(writer, bytes);
            return writer.commit(bytes.length, digest, Map.of());
        }
    }

    /** All bytes of some content. */
    public static byte[] read(ContentProvider content, Descriptor descriptor) throws IOException {
        try (Blob blob = content.open(descriptor)) {
            return blob.newInputStream().readAllBytes();
        }
    }
}
