package dev.drayage.ingest;

import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/**
 * The hash of a file that grows. Bytes that were written without passing through here, by an earlier process or by the
 * kernel, are read when the hash is next needed.
 */
final class RunningHash {
    private static final int BUFFER_BYTES = 1 << 20;

    private DigestAlgorithm algorithm;
    private MessageDigest hash;
    private long hashed;

    RunningHash(DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
        this.hash = algorithm.newMessageDigest();
    }

    /** Takes the bytes from {@code offset} on, which are about to be written there; reads what comes before them. */
    void update(ByteBuffer bytes, long offset, FileChannel file) throws IOException {
        include(offset, file);
        hashed = offset + bytes.remaining();
        hash.update(bytes);
    }

    /** The digest of the first {@code size} bytes. */
    Digest digest(DigestAlgorithm wanted, long size, FileChannel file) throws IOException {
        if (wanted != algorithm || hashed > size) {
            algorithm = wanted;
            restart();
        }
        include(size, file);
        try {
            return Digest.ofHash(algorithm, ((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the runtime's " + algorithm.identifier() + " keeps its state", e);
        }
    }

    DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** Forgets all, as when bytes are cut off. */
    void restart() {
        hash = algorithm.newMessageDigest();
        hashed = 0;
    }

    /** Takes all up to {@code end}, from the file what has not passed through here. */
    void include(long end, FileChannel file) throws IOException {
        if (hashed >= end) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, end - hashed));
        while (hashed < end) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - hashed));
            int read = file.read(buffer, hashed);
            if (read <= 0) {
                throw new IOException("an ingest ends at offset " + hashed + " though " + end
                        + " bytes were written; it was changed from outside");
            }
            hash.update(buffer.flip());
            hashed += read;
        }
    }
}
