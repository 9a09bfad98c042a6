package dev.drayage.testkit.bucket;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bucket in front of another, in which things go wrong when a test says so: calls that fail before or after they were done,
 * listings that lag behind, bytes that are other ones. What S3 services do over the wire is up to {@code FaultProxy}.
 * Thread-safe.
 */
@SuppressWarnings("exports") // buckets are for modules of Drayage
public final class FaultyBucket implements Bucket {
    /** When a call fails. */
    public enum When {
        /** Nothing was done. */
        BEFORE,
        /** It was done, and nobody is told. */
        AFTER
    }

    private record Fault(String method, Predicate<String> keys, When when, AtomicInteger times) {}

    private final Bucket bucket;
    private final List<Fault> faults = new ArrayList<>();
    private final Set<String> unlisted = new HashSet<>();
    private final Map<String, Long> flipped = new HashMap<>();
    private boolean lags;

    /** A bucket in which nothing goes wrong yet. */
    public FaultyBucket(Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * The next so many calls fail.
     *
     * @param method as {@link Bucket} calls it, or {@code put part} or {@code complete} of an upload
     * @param keys about which; a call about several is given each, and fails as a whole
     */
    public synchronized FaultyBucket fail(int times, String method, Predicate<String> keys, When when) {
        faults.add(new Fault(method, keys, when, new AtomicInteger(times)));
        return this;
    }

    /** Whether listings, from now on, leave out what is written from now on. */
    public synchronized FaultyBucket lag(boolean on) {
        lags = on;
        if (!on) {
            unlisted.clear();
        }
        return this;
    }

    /** One bit of what is read of this object is the other way round. */
    public synchronized FaultyBucket flipBit(String key, long bit) {
        flipped.put(key, bit);
        return this;
    }

    private synchronized boolean strikes(String method, Collection<String> keys, When when) {
        for (Fault fault : faults) {
            if (fault.times.get() > 0
                    && fault.when == when
                    && fault.method.equals(method)
                    && keys.stream().anyMatch(fault.keys)) {
                int unused = fault.times.decrementAndGet();
                return true;
            }
        }
        return false;
    }

    private void strike(String method, Collection<String> keys, When when) throws IOException {
        if (strikes(method, keys, when)) {
            throw new IOException(
                    method + " of " + String.join(", ", keys) + " in " + location() + " failed, as a test wants it");
        }
    }

    private synchronized void written(String key) {
        if (lags) {
            unlisted.add(key);
        }
    }

    @Override
    public String location() {
        return bucket.location();
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        strike("find", List.of(key), When.BEFORE);
        return bucket.find(key);
    }

    @Override
    public Blob open(String key) throws IOException {
        strike("open", List.of(key), When.BEFORE);
        Blob blob = bucket.open(key);
        Long bit;
        synchronized (this) {
            bit = flipped.get(key);
        }
        return bit == null ? blob : new FlippedBlob(blob, bit);
    }

    @Override
    public Listing list(String prefix, Depth depth, @Nullable String after) throws IOException {
        strike("list", List.of(prefix), When.BEFORE);
        Listing listing = bucket.list(prefix, depth, after);
        synchronized (this) {
            return new Listing(
                    listing.objects().stream()
                            .filter(object -> !unlisted.contains(object.key()))
                            .toList(),
                    listing.folders(),
                    listing.next());
        }
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        strike("put", List.of(key), When.BEFORE);
        written(key);
        bucket.put(key, bytes);
        strike("put", List.of(key), When.AFTER);
    }

    @Override
    public boolean putNew(String key, byte[] bytes) throws IOException {
        strike("putNew", List.of(key), When.BEFORE);
        boolean done = bucket.putNew(key, bytes);
        if (done) {
            written(key);
        }
        strike("putNew", List.of(key), When.AFTER);
        return done;
    }

    @Override
    public PartUpload begin(String key, long size) throws IOException {
        strike("begin", List.of(key), When.BEFORE);
        return new FaultyUpload(bucket.begin(key, size), key);
    }

    @Override
    public PartUpload resume(String key, String id) throws IOException {
        strike("resume", List.of(key), When.BEFORE);
        return new FaultyUpload(bucket.resume(key, id), key);
    }

    @Override
    public List<OpenUpload> openUploads(String prefix) throws IOException {
        strike("openUploads", List.of(prefix), When.BEFORE);
        return bucket.openUploads(prefix);
    }

    @Override
    public void copy(String from, String to) throws IOException {
        strike("copy", List.of(from), When.BEFORE);
        written(to);
        bucket.copy(from, to);
        strike("copy", List.of(from), When.AFTER);
    }

    @Override
    public Map<String, String> delete(Collection<String> keys) throws IOException {
        strike("delete", keys, When.BEFORE);
        Map<String, String> failed = bucket.delete(keys);
        strike("delete", keys, When.AFTER);
        return failed;
    }

    @Override
    public Map<String, String> move(Map<String, String> keys) throws IOException {
        strike("move", keys.keySet(), When.BEFORE);
        keys.values().forEach(this::written);
        Map<String, String> failed = bucket.move(keys);
        strike("move", keys.keySet(), When.AFTER);
        return failed;
    }

    @Override
    public void close() throws IOException {
        bucket.close();
    }

    /** An upload whose parts and end fail like the bucket. */
    private final class FaultyUpload implements PartUpload {
        private final PartUpload upload;
        private final String key;

        FaultyUpload(PartUpload upload, String key) {
            this.upload = upload;
            this.key = key;
        }

        @Override
        public String id() {
            return upload.id();
        }

        @Override
        public long partSize() {
            return upload.partSize();
        }

        @Override
        public java.util.SortedMap<Integer, Long> parts() throws IOException {
            return upload.parts();
        }

        @Override
        public void put(int number, Blob part) throws IOException {
            strike("put part", List.of(key), When.BEFORE);
            upload.put(number, part);
            strike("put part", List.of(key), When.AFTER);
        }

        @Override
        public void complete(long size) throws IOException {
            strike("complete", List.of(key), When.BEFORE);
            written(key);
            upload.complete(size);
            strike("complete", List.of(key), When.AFTER);
        }

        @Override
        public void completeFirst(int count, long size) throws IOException {
            strike("complete", List.of(key), When.BEFORE);
            written(key);
            upload.completeFirst(count, size);
            strike("complete", List.of(key), When.AFTER);
        }

        @Override
        public void abort() throws IOException {
            upload.abort();
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }

    /** A blob with one wrong bit. */
    private record FlippedBlob(Blob blob, long bit) implements Blob {
        @Override
        public long size() {
            return blob.size();
        }

        @Override
        public long preferredChunkSize() {
            return blob.preferredChunkSize();
        }

        @Override
        public int readAt(long position, java.nio.ByteBuffer target) throws IOException {
            int start = target.position();
            int read = blob.readAt(position, target);
            long at = bit / 8 - position;
            if (at >= 0 && at < read) {
                int index = start + (int) at;
                target.put(index, (byte) (target.get(index) ^ (1 << (bit % 8))));
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            blob.close();
        }
    }
}
