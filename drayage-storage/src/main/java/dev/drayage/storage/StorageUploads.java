package dev.drayage.storage;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.content.ContentWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Uploads to a storage. What was hashed of one is remembered, so that it need not be read again when the next request goes
 * on with it. Thread-safe.
 */
final class StorageUploads {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int MOST_HASHES = 1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final RegistryStorage storage;
    private final InstantSource clock;
    private final Map<UploadKeys, Hashed> hashes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadKeys, Hashed> eldest) {
            return size() > MOST_HASHES;
        }
    };

    /**
     * What was hashed of an upload.
     *
     * @param hash of its first bytes
     * @param offset how many
     */
    record Hashed(MessageDigest hash, long offset) {}

    StorageUploads(RegistryStorage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    String begin(String path) throws IOException {
        // In the form that the registry's own IDs have.
        String id = new UUID(RANDOM.nextLong(), RANDOM.nextLong()).toString();
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        storage.bucket().put(new UploadKeys(path, id).startedAt(), now.getBytes(StandardCharsets.US_ASCII));
        return id;
    }

    ContentWriter open(String path, String id) throws IOException {
        UploadKeys keys = require(path, id);
        UploadLock lock = UploadLock.take(storage.bucket(), keys);
        try {
            require(path, id); // whoever had the lock may have ended it
            return StorageUpload.open(storage, keys, lock, this);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    void cancel(String path, String id) throws IOException {
        remove(require(path, id));
    }

    private UploadKeys require(String path, String id) throws IOException {
        UploadKeys keys = new UploadKeys(path, id);
        if (!ID.matcher(id).matches() || storage.bucket().find(keys.startedAt()).isEmpty()) {
            throw UploadLock.absent(keys);
        }
        return keys;
    }

    /** Removes all of an upload: what makes it one first. */
    void remove(UploadKeys keys) throws IOException {
        Bucket bucket = storage.bucket();
        take(keys);
        storage.delete(List.of(keys.startedAt()));
        for (OpenUpload parts : bucket.openUploads(keys.data())) {
            bucket.resume(parts.key(), parts.id()).abort();
        }
        List<String> left = new ArrayList<>();
        storage.walk(keys.folder(), (object, key) -> left.add(object.key()));
        storage.delete(left);
    }

    synchronized void keep(UploadKeys keys, Hashed hashed) {
        hashes.put(keys, hashed);
    }

    synchronized @Nullable Hashed take(UploadKeys keys) {
        return hashes.remove(keys);
    }
}
