package dev.drayage.store;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the file of a blob still is what was stored. Nobody writes to one after it was stored: one that was modified
 * since is read before it is taken for present, so that importing a blob again repairs it.
 */
final class BlobCheck {
    private static final int BUFFER_BYTES = 256 << 10;

    private final BlobFiles blobs;

    BlobCheck(BlobFiles blobs) {
        this.blobs = blobs;
    }

    /**
     * Whether a blob need not be stored again.
     *
     * @param stored when it was last stored, or found to be right; empty if nobody knows of it
     */
    boolean isSound(Digest digest, long size, Optional<Instant> stored) throws IOException {
        Path file = blobs.path(digest);
        try {
            if (Files.size(file) != size) {
                return false;
            }
            if (stored.isPresent()
                    && !Files.getLastModifiedTime(file).toInstant().isAfter(stored.get())) {
                return true;
            }
            if (!isRight(Descriptor.of(MediaTypes.OCTET_STREAM, digest, size))) {
                return false;
            }
            if (stored.isPresent()) {
                setModified(digest, stored.get());
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private boolean isRight(Descriptor descriptor) throws IOException {
        Verification verification = new Verification(descriptor, "the local store");
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, descriptor.size())));
        try (Blob blob = blobs.open(descriptor.digest())) {
            for (long at = 0; at < blob.size(); at += buffer.limit()) {
                if (blob.readAt(at, buffer.clear()) <= 0) {
                    return false;
                }
                verification.update(buffer.flip().duplicate());
            }
            verification.finish();
            return true;
        } catch (ContentException e) {
            return false;
        }
    }

    /** Has a blob that was found to be wrong read before it is next taken for present. */
    void distrust(Digest digest, Instant now) throws IOException {
        setModified(digest, now);
    }

    /** Notes when a file was stored that took the place of a wrong one. */
    void setModified(Digest digest, Instant time) throws IOException {
        Files.setLastModifiedTime(blobs.path(digest), FileTime.from(time));
    }
}
