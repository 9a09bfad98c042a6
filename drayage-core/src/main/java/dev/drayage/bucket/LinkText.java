package dev.drayage.bucket;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a link of a registry holds: as the registry reads it, a digest and nothing else.
 *
 * @param target where it leads; null if that is no digest, or there is no link
 * @param problem what is wrong with it, in a sentence; empty for nothing, null if there is no link
 */
public record LinkText(@Nullable Digest target, @Nullable String problem) {

    /** Reads a link; one that is larger than a digest is not read. */
    public static LinkText read(Bucket bucket, String key) throws IOException {
        try (Blob blob = bucket.open(key)) {
            if (blob.size() > RegistryKeys.MAX_LINK_BYTES) {
                return malformed(key, blob.size() + " bytes, more than a digest has,");
            }
            byte[] bytes = new byte[(int) blob.size()];
            blob.readAt(0, ByteBuffer.wrap(bytes));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            try {
                return new LinkText(Digest.parse(text), "");
            } catch (InvalidDigestException e) {
                return malformed(key, text.isEmpty() ? "nothing" : Quotes.quote(text));
            }
        } catch (ContentNotFoundException e) {
            return new LinkText(null, null);
        }
    }

    private static LinkText malformed(String key, String holds) {
        return new LinkText(null, "link " + key + " holds " + holds + " where a digest should be");
    }

    /** Whether there is a link, whatever it holds. */
    public boolean isThere() {
        return problem != null;
    }
}
