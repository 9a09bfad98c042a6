package dev.drayage.ingest;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of an ingest: each namespace has refs of its own.
 *
 * @param namespace whose it is; without a slash
 * @param ref what its writer calls it
 */
public record IngestName(String namespace, String ref) {
    /**
     * Checks the namespace.
     *
     * @throws IllegalArgumentException if it has a slash
     */
    public IngestName {
        if (namespace.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a namespace has no slash: " + namespace);
        }
    }

    /**
     * The name of a ref.
     *
     * @throws ContentException of kind {@link Kind#INVALID_ARGUMENT} if the ref is empty
     */
    public static IngestName of(String namespace, String ref) throws ContentException {
        if (ref.isEmpty()) {
            throw new ContentException(Kind.INVALID_ARGUMENT, "an ingest needs a ref, which may be any text");
        }
        return new IngestName(namespace, ref);
    }

    /** Reads what {@link #text()} gives. */
    public static Optional<IngestName> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 1 || slash == text.length() - 1
                ? Optional.empty()
                : Optional.of(new IngestName(text.substring(0, slash), text.substring(slash + 1)));
    }

    /** What stands in the file {@code ref}. */
    public String text() {
        return namespace + "/" + ref;
    }

    /** The name of its directory. */
    public String key() {
        return Digest.compute(DigestAlgorithm.SHA256, text().getBytes(StandardCharsets.UTF_8))
                .hex();
    }
}
