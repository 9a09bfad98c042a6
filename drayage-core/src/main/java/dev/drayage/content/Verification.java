package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Checks the bytes of one blob, given in order, against the size and digest of its descriptor: the one place where
 * content is verified. For one thread at a time.
 */
public class Verification {
    private final Descriptor descriptor;
    private final String location;
    private final MessageDigest hash;
    private long count;

    /** Starts with no bytes seen; {@code location} is the place to name in errors. */
    public Verification(Descriptor descriptor, String location) {
        this.descriptor = descriptor;
        this.location = location;
        this.hash = descriptor.digest().algorithm().newMessageDigest();
    }

    /** Takes the next bytes, all that remain in {@code bytes}. */
    public void update(ByteBuffer bytes) {
        count += bytes.remaining();
        hash.update(bytes);
    }

    /**
     * Says that all bytes have been given.
     *
     * @throws SizeMismatchException if there were fewer or more than the descriptor says
     * @throws DigestMismatchException if they hash to something else
     */
    public void finish() throws ContentException {
        if (count != descriptor.size()) {
            throw new SizeMismatchException(descriptor, location, count);
        }
        Digest actual = Digest.ofHash(descriptor.digest().algorithm(), hash.digest());
        if (!actual.equals(descriptor.digest())) {
            throw new DigestMismatchException(descriptor, location, actual);
        }
    }

    /** Refuses a blob of the wrong size before a byte of it is read. */
    public static void requireSize(Descriptor descriptor, long actual, String location) throws SizeMismatchException {
        if (actual != descriptor.size()) {
            throw new SizeMismatchException(descriptor, location, actual);
        }
    }

    /**
     * Reads a whole small blob, such as a manifest, and verifies it.
     *
     * @param maxBytes the largest size accepted
     * @throws ContentNotFoundException if it is not there
     * @throws ContentException of kind {@link ContentException.Kind#FAILED_PRECONDITION} if it is larger than
     *     {@code maxBytes}, or if its size or digest is wrong
     */
    public static byte[] readAll(ContentProvider provider, Descriptor descriptor, int maxBytes) throws IOException {
        if (descriptor.size() > maxBytes) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    descriptor.kind() + " " + descriptor.digest() + " in " + provider.location(descriptor) + " has "
                            + descriptor.size() + " bytes, over the limit of " + maxBytes
                            + " for documents; raise the limit if it is meant to be this large");
        }
        try (Blob blob = provider.open(descriptor)) {
            requireSize(descriptor, blob.size(), provider.location(descriptor));
            ByteBuffer bytes = ByteBuffer.allocate((int) descriptor.size());
            blob.readAt(0, bytes);
            Verification verification = provider.verification(descriptor);
            verification.update(bytes.flip());
            verification.finish();
            return bytes.array();
        }
    }
}
