package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.HeldException;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An object that one writer of an upload has. Whoever died with it is waited for as long as a lock lasts, by the clock of
 * the bucket.
 */
final class UploadLock implements Closeable {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int MAX_OWNER_BYTES = 64;
    private static final Duration REFRESHED_AFTER = Duration.ofMinutes(1);

    private final Bucket bucket;
    private final UploadKeys keys;
    private final byte[] owner;
    private long refreshed = System.nanoTime();
    private boolean isReleased;

    private UploadLock(Bucket bucket, UploadKeys keys, byte[] owner) {
        this.bucket = bucket;
        this.keys = keys;
        this.owner = owner;
    }

    /**
     * Takes the lock.
     *
     * @throws HeldException if another has it
     */
    static UploadLock take(Bucket bucket, UploadKeys keys) throws IOException {
        byte[] owner = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        if (!bucket.putNew(keys.lock(), owner)) {
            takeOver(bucket, keys, owner);
        }
        return new UploadLock(bucket, keys, owner);
    }

    /**
     * Replaces the lock of one who has died: of several who find out that he has, the one who can put down the note of it,
     * which is named after what the dead one wrote. Without it the second of them would remove the lock of the first.
     */
    private static void takeOver(Bucket bucket, UploadKeys keys, byte[] owner) throws IOException {
        Optional<byte[]> dead = read(bucket, keys);
        if (dead.isEmpty() || !isDead(bucket, keys, keys.lock())) {
            throw held(keys);
        }
        String note = keys.takenOver(
                Digest.compute(DigestAlgorithm.SHA256, dead.get()).hex());
        if (!bucket.putNew(note, owner)) {
            if (isDead(bucket, keys, note)) {
                // Who put it down has died, too, before he had the lock.
                bucket.delete(List.of(note));
            }
            throw held(keys);
        }
        try {
            Optional<byte[]> still = read(bucket, keys);
            if (still.isEmpty() || !Arrays.equals(still.get(), dead.get())) {
                throw held(keys);
            }
            bucket.delete(List.of(keys.lock()));
            if (!bucket.putNew(keys.lock(), owner)) {
                throw held(keys);
            }
        } finally {
            bucket.delete(List.of(note));
        }
    }

    private static Optional<byte[]> read(Bucket bucket, UploadKeys keys) throws IOException {
        try (Blob lock = bucket.open(keys.lock())) {
            return Optional.of(lock.newInputStream().readNBytes(MAX_OWNER_BYTES));
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }

    private static HeldException held(UploadKeys keys) {
        return new HeldException("upload " + keys.id() + " is being written by another request; try again later");
    }

    /** The clock of this machine may be wrong: what is written now has the time of the bucket. */
    private static boolean isDead(Bucket bucket, UploadKeys keys, String object) throws IOException {
        String probe = keys.folder() + "now";
        bucket.put(probe, new byte[0]);
        Optional<Instant> now = bucket.find(probe).map(ObjectInfo::modified);
        Optional<Instant> then = bucket.find(object).map(ObjectInfo::modified);
        bucket.delete(List.of(probe));
        return now.isPresent() && then.isPresent() && then.get().plus(LIFETIME).isBefore(now.get());
    }

    private boolean isHeld() throws IOException {
        Optional<byte[]> there = read(bucket, keys);
        return there.isPresent() && Arrays.equals(there.get(), owner);
    }

    /** Refuses to go on with an upload that was cancelled, or that another writer has taken over. */
    void requireHeld() throws IOException {
        if (isReleased || !isHeld()) {
            isReleased = true;
            throw absent(keys);
        }
    }

    /** Says that the writer is at work, if it has not for some time. */
    void refresh() throws IOException {
        if (System.nanoTime() - refreshed > REFRESHED_AFTER.toNanos()) {
            requireHeld();
            bucket.put(keys.lock(), owner);
            refreshed = System.nanoTime();
        }
    }

    /** Whether it was given up, or found to be lost. */
    boolean isLost() {
        return isReleased;
    }

    static ContentException absent(UploadKeys keys) {
        return ContentNotFoundException.of(
                "there is no upload " + Quotes.quote(keys.id())
                        + "; it was committed, cancelled or has expired, begin another",
                null);
    }

    /** Whether the upload is still this writer's, who gives it up in any case. */
    boolean release() throws IOException {
        boolean was = !isReleased && isHeld();
        isReleased = true;
        if (was) {
            bucket.delete(List.of(keys.lock()));
        }
        return was;
    }

    @Override
    public void close() throws IOException {
        release();
    }
}
