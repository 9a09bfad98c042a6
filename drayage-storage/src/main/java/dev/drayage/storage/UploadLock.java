package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.HeldException;
import dev.drayage.json.Quotes;
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
            if (!isDead(bucket, keys)) {
                throw held(keys);
            }
            bucket.delete(List.of(keys.lock()));
            if (!bucket.putNew(keys.lock(), owner)) {
                throw held(keys);
            }
        }
        return new UploadLock(bucket, keys, owner);
    }

    private static HeldException held(UploadKeys keys) {
        return new HeldException("upload " + keys.id() + " is being written by another request; try again later");
    }

    /** The clock of this machine may be wrong: what is written now has the time of the bucket. */
    private static boolean isDead(Bucket bucket, UploadKeys keys) throws IOException {
        String probe = keys.folder() + "now";
        bucket.put(probe, new byte[0]);
        Optional<Instant> now = bucket.find(probe).map(ObjectInfo::modified);
        Optional<Instant> then = bucket.find(keys.lock()).map(ObjectInfo::modified);
        bucket.delete(List.of(probe));
        return now.isPresent() && then.isPresent() && then.get().plus(LIFETIME).isBefore(now.get());
    }

    private boolean isHeld() throws IOException {
        try (Blob lock = bucket.open(keys.lock())) {
            return lock.size() == owner.length
                    && Arrays.equals(lock.newInputStream().readAllBytes(), owner);
        } catch (ContentNotFoundException e) {
            return false;
        }
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
