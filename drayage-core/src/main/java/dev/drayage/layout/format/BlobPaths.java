package dev.drayage.layout.format;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.InvalidDigestException;
import java.util.Optional;

/** The one place where digests and paths within a layout are turned into each other. */
public final class BlobPaths {
    /** The folder of all blobs, as archives name it. */
    public static final String FOLDER = "blobs/";

    private BlobPaths() {}

    /** Where a blob lies: {@code blobs/sha256/<hex>}. A {@link Digest} is valid, so the path cannot lead elsewhere. */
    public static String path(Digest digest) {
        return FOLDER + digest.algorithm().identifier() + "/" + digest.hex();
    }

    /** The digest whose blob lies at {@code path}; empty if it is the path of no blob. */
    public static Optional<Digest> digest(String path) {
        if (!path.startsWith(FOLDER)) {
            return Optional.empty();
        }
        int slash = path.indexOf('/', FOLDER.length());
        if (slash < 0) {
            return Optional.empty();
        }
        return DigestAlgorithm.ofIdentifier(path.substring(FOLDER.length(), slash))
                .flatMap(algorithm -> digest(algorithm, path.substring(slash + 1)));
    }

    /** The digest of a hash as a path has it; empty if it is none. */
    public static Optional<Digest> digest(DigestAlgorithm algorithm, String hex) {
        try {
            return Optional.of(new Digest(algorithm, hex));
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
    }
}
