package dev.drayage.delta;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Passes bytes on, counts and hashes them. What it passes them to stays open. For one thread. */
class HashedOutput extends OutputStream {
    private final OutputStream target;
    private final DigestAlgorithm algorithm;
    private final MessageDigest hash;
    private long count;

    HashedOutput(OutputStream target, DigestAlgorithm algorithm) {
        this.target = target;
        this.algorithm = algorithm;
        this.hash = algorithm.newMessageDigest();
    }

    /** Is told how many bytes there will be before they are passed on; what it throws keeps them back. */
    void expect(long bytes) throws IOException {
        // Whoever wants to know it overrides this.
    }

    @Override
    public final void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public final void write(byte[] bytes, int offset, int length) throws IOException {
        expect(count + length);
        target.write(bytes, offset, length);
        hash.update(bytes, offset, length);
        count += length;
    }

    /** How many there were. */
    long count() {
        return count;
    }

    /** The digest of all of them, once. */
    Digest digest() {
        return Digest.ofHash(algorithm, hash.digest());
    }
}
