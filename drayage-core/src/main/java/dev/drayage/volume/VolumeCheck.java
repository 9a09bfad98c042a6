package dev.drayage.volume;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Compares files with the index of the volumes that they are.
 *
 * @param files where each volume was found, in order
 */
record VolumeCheck(VolumeIndex index, List<Path> files) {
    private static final int BUFFER_BYTES = 256 << 10;

    /** What is wrong with a volume, all of which is read; empty if nothing is. */
    Optional<String> problem(int i, Blob file) throws IOException {
        Volume volume = index.volumes().get(i);
        Digest actual;
        try {
            actual = digest(file, volume.size());
        } catch (ContentException e) {
            return Optional.of(name(i) + " cannot be read whole: " + e.getMessage());
        }
        return actual.equals(volume.digest())
                ? Optional.empty()
                : Optional.of(name(i) + " is damaged: it hashes to " + actual + ", not " + volume.digest());
    }

    /** What its size and its beginning say against a volume; empty if nothing. */
    Optional<String> visibleProblem(int i, Blob file) throws IOException {
        Volume volume = index.volumes().get(i);
        boolean isLast = i == index.volumes().size() - 1;
        long whole = volume.size() + (isLast ? index.encodedLength() : 0);
        if (file.size() < volume.size() || (!isLast && file.size() > volume.size())) {
            return Optional.of(name(i) + " has " + file.size() + " bytes, not " + whole + ": it "
                    + (file.size() < volume.size() ? "is cut short" : "is another file"));
        }
        Digest head = digest(file, Math.min(volume.size(), Volume.HEAD_BYTES));
        if (head.equals(volume.head())) {
            return Optional.empty();
        }
        for (int other = 0; other < index.volumes().size(); other++) {
            if (index.volumes().get(other).head().equals(head)) {
                return Optional.of(name(i) + " holds what belongs in volume " + (other + 1) + ": they were swapped");
            }
        }
        return Optional.of(name(i) + " does not begin as it should: it is damaged, or of another archive");
    }

    /** What messages call a volume. */
    String name(int i) {
        return "volume " + (i + 1) + ", " + files.get(i);
    }

    static Digest digest(Blob file, long size) throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, size)));
        for (long at = 0; at < size; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
            if (file.readAt(at, buffer) < buffer.limit()) {
                throw ContentException.truncated(file.toString(), size, at);
            }
            hash.update(buffer.flip());
        }
        return Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
    }
}
