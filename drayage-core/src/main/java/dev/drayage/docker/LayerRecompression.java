package dev.drayage.docker;

import dev.drayage.compress.Compression;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.file.SpoolFile;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Packs layers in another way than they are in their archive, into files without names. What comes out depends on the
 * layer alone.
 */
final class LayerRecompression implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final RecompressOptions how;
    private final String location;
    private final List<SpoolFile> spooled = new CopyOnWriteArrayList<>();

    LayerRecompression(RecompressOptions how, String location) {
        this.how = how;
        this.location = location;
    }

    /**
     * A layer as it came out.
     *
     * @param bytes what is to be stored
     * @param digest the digest of that
     * @param diffId the digest of what it unpacks to
     */
    record Repacked(Blob bytes, Digest digest, Digest diffId) {}

    /** Unless it is packed that way already. */
    boolean isNeeded(Compression found) {
        return found != how.compression();
    }

    /**
     * Packs a layer.
     *
     * @param file what messages call it
     * @param packed its bytes as they are stored, so many of them
     */
    Repacked repack(String file, InputStream packed, long packedBytes, Compression found) throws IOException {
        SpoolFile spool = SpoolFile.create(how.directory());
        spooled.add(spool);
        MessageDigest packedHash = DigestAlgorithm.SHA256.newMessageDigest();
        MessageDigest plainHash = DigestAlgorithm.SHA256.newMessageDigest();
        OutputStream target = new DigestOutputStream(spool.output(), packedHash);
        try (InputStream unpacked = found.unpack(packed, how.maxZstdWindow());
                OutputStream repacked = how.compression().pack(target)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            long total = 0;
            for (int count = unpacked.read(buffer); count >= 0; count = unpacked.read(buffer)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while packing layer " + file);
                }
                total += count;
                requireWithinLimit(file, packedBytes, total);
                plainHash.update(buffer, 0, count);
                repacked.write(buffer, 0, count);
            }
        }
        return new Repacked(
                spool.toBlob(),
                Digest.ofHash(DigestAlgorithm.SHA256, packedHash.digest()),
                Digest.ofHash(DigestAlgorithm.SHA256, plainHash.digest()));
    }

    private void requireWithinLimit(String file, long packed, long unpacked) throws ContentException {
        if (unpacked > RecompressOptions.FREE_BYTES && unpacked / how.maxRatio() > packed) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    location + ": layer " + file + " of " + packed + " bytes unpacks to more than " + how.maxRatio()
                            + " times its size, the limit; it may be a decompression bomb");
        }
    }

    @Override
    public void close() throws IOException {
        for (SpoolFile spool : spooled) {
            spool.close();
        }
    }
}
