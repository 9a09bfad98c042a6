package dev.drayage.verify;

import dev.drayage.compress.Compression;
import dev.drayage.compress.codec.ZstdWindowException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.task.HelperTask;
import dev.drayage.task.TaskScope;
import dev.drayage.verify.VerifyReport.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one blob once, and hashes it both as it is stored and as it unpacks. */
final class LayerVerifier {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ContentProvider content;
    private final BlobClaim claim;
    private final VerifyOptions options;
    private final TaskScope scope;
    private long diffIdsCompared;

    LayerVerifier(ContentProvider content, BlobClaim claim, VerifyOptions options, TaskScope scope) {
        this.content = content;
        this.claim = claim;
        this.options = options;
        this.scope = scope;
    }

    long diffIdsCompared() {
        return diffIdsCompared;
    }

    /**
     * Reads all of it.
     *
     * @return what is wrong with the unpacked layer; empty if nothing is
     * @throws ContentException if the stored bytes themselves are wrong
     */
    List<Finding> read() throws IOException {
        Descriptor descriptor = claim.descriptor();
        try (Blob blob = content.open(descriptor)) {
            Verification.requireSize(descriptor, blob.size(), content.location());
            StoredStream stored = new StoredStream(blob, content.verification(descriptor), options.progress(), scope);
            if (claim.diffIds().isEmpty()) {
                stored.drain();
                return List.of();
            }
            return unpack(descriptor, blob, stored);
        }
    }

    private List<Finding> unpack(Descriptor descriptor, Blob blob, StoredStream stored) throws IOException {
        Map<DigestAlgorithm, MessageDigest> hashes = new LinkedHashMap<>();
        claim.diffIds().forEach(c -> hashes.computeIfAbsent(c.diffId().algorithm(), DigestAlgorithm::newMessageDigest));
        Compression compression = Compression.of(blob);
        if (!compression.isReadable()) {
            stored.drain();
            return List.of(corrupt(name(descriptor) + " is compressed with " + compression.words()
                    + ", which no media type of a layer stands for and is not unpacked here"));
        }
        if (compression == Compression.NONE) {
            hashes.remove(descriptor.digest().algorithm()); // it is taken of the stored bytes already
        }
        IOException broken = null;
        try (InputStream unpacked = compression.unpack(stored, options.maxZstdWindow())) {
            hash(descriptor, unpacked, hashes);
        } catch (ContentException e) {
            throw e;
        } catch (IOException e) {
            broken = e;
        }
        stored.drain(); // stored bytes that are wrong are the cause, and told first
        if (broken instanceof ZstdWindowException) {
            String unknown = name(descriptor) + " could not be compared with its diffID: " + broken.getMessage();
            return List.of(new Finding(Finding.Kind.UNCHECKED, descriptor.digest(), unknown));
        }
        if (broken != null) {
            String reason = broken.getMessage() == null ? "it ends too early" : broken.getMessage();
            return List.of(corrupt(name(descriptor) + " cannot be unpacked as " + compression.words() + ": " + reason));
        }
        Map<DigestAlgorithm, Digest> actual = new LinkedHashMap<>();
        if (compression == Compression.NONE) {
            actual.put(descriptor.digest().algorithm(), descriptor.digest());
        }
        hashes.forEach((algorithm, hash) -> actual.put(algorithm, Digest.ofHash(algorithm, hash.digest())));
        List<Finding> problems = new ArrayList<>();
        for (BlobClaim.DiffIdClaim c : claim.diffIds()) {
            diffIdsCompared++;
            Digest found = actual.get(c.diffId().algorithm());
            if (!c.diffId().equals(found)) {
                problems.add(corrupt(name(descriptor) + " unpacks to " + found + ", but config " + c.config()
                        + " names diffID " + c.diffId()));
            }
        }
        return problems;
    }

    private void hash(Descriptor descriptor, InputStream unpacked, Map<DigestAlgorithm, MessageDigest> hashes)
            throws IOException {
        long limit = Math.max(VerifyOptions.FREE_BYTES, saturatedProduct(descriptor.size(), options.maxRatio()));
        if (hashes.isEmpty()) {
            return;
        }
        // One is hashed, by an idle thread if there is one, while the next is unpacked into the other.
        byte[] buffer = new byte[BUFFER_BYTES];
        byte[] other = new byte[BUFFER_BYTES];
        HelperTask hashing = HelperTask.ended();
        long total = 0;
        int count = unpacked.readNBytes(buffer, 0, BUFFER_BYTES);
        while (count > 0) {
            total += count;
            if (total > limit) {
                throw new ContentException(
                        ContentException.Kind.FAILED_PRECONDITION,
                        name(descriptor) + " of " + descriptor.size() + " bytes unpacks to more than "
                                + options.maxRatio() + " times its size, the limit; it may be a decompression bomb");
            }
            hashing.await();
            byte[] full = buffer;
            int size = count;
            hashing = scope.handOver(() -> hashes.values().forEach(hash -> hash.update(full, 0, size)));
            buffer = other;
            other = full;
            count = unpacked.readNBytes(buffer, 0, BUFFER_BYTES);
        }
        hashing.await();
    }

    private Finding corrupt(String problem) {
        return new Finding(Finding.Kind.CORRUPT, claim.descriptor().digest(), problem);
    }

    private static long saturatedProduct(long size, int ratio) {
        return size > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : size * ratio;
    }

    private String name(Descriptor descriptor) {
        return descriptor.kind() + " " + descriptor.digest() + " in " + content.location();
    }
}
