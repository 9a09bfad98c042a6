package dev.drayage.containerd;

import dev.drayage.containerd.bolt.BoltBucket;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bucket with the fields of one thing, as containerd's metadata store encodes them ({@code core/metadata/boltutil}).
 *
 * @param bucket where the fields are
 * @param what the thing, for messages
 */
record MetadataBucket(BoltBucket bucket, String what) {

    Digest digest() throws IOException {
        String text = text("digest");
        try {
            return Digest.parse(text);
        } catch (InvalidDigestException e) {
            throw broken("its digest is " + Quotes.quote(text));
        }
    }

    String text(String field) throws IOException {
        return new String(value(field), StandardCharsets.UTF_8);
    }

    long size() throws IOException {
        long size = GoBinary.varint(value("size")).orElseThrow(() -> broken("its size is no number"));
        if (size < 0) {
            throw broken("its size is " + size);
        }
        return size;
    }

    /** Epoch where there is none, as for things of old versions. */
    Instant time(String field) throws IOException {
        byte[] bytes = bucket.value(field).orElse(null);
        return bytes == null
                ? Instant.EPOCH
                : GoBinary.time(bytes).orElseThrow(() -> broken("its " + field + " is no time"));
    }

    /** A bucket of texts, such as the labels; empty where it is absent. */
    SortedMap<String, String> texts(String field) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        BoltBucket below = bucket.bucket(field).orElse(null);
        if (below != null) {
            below.forEach(new BoltBucket.Visitor() {
                @Override
                public void value(String key, byte[] value) {
                    texts.put(key, new String(value, StandardCharsets.UTF_8));
                }

                @Override
                public void bucket(String key, BoltBucket inner) {
                    // Texts have none; what a newer containerd may add is no text.
                }
            });
        }
        return texts;
    }

    MetadataBucket below(String field) throws IOException {
        return new MetadataBucket(bucket.bucket(field).orElseThrow(() -> broken("it has no " + field)), what);
    }

    private byte[] value(String field) throws IOException {
        return bucket.value(field).orElseThrow(() -> broken("it has no " + field));
    }

    ContentException broken(String problem) {
        return new ContentException(Kind.FAILED_PRECONDITION, what + " is damaged: " + problem);
    }
}
