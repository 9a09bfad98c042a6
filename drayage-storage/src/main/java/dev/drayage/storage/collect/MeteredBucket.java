package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.task.Sleeper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A bucket whose requests are counted, and made no faster than so many a second. Closing it leaves the bucket open. */
final class MeteredBucket implements Bucket {
    /** What one request of S3 removes at most. */
    static final int MAX_DELETED = 1000;

    private final Bucket bucket;
    private final Sleeper sleeper;
    private final long interval;
    private final AtomicLong lists = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong copies = new AtomicLong();
    private final AtomicLong deletes = new AtomicLong();
    private long nextTurn;

    /** A bucket for this many requests a second; 0 for as many as there are. */
    MeteredBucket(Bucket bucket, int requestsPerSecond, Sleeper sleeper) {
        this.bucket = bucket;
        this.sleeper = sleeper;
        this.interval = requestsPerSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / requestsPerSecond;
        this.nextTurn = sleeper.nanoTime();
    }

    /** What was asked of it so far. */
    RequestCount requests() {
        return new RequestCount(lists.get(), reads.get(), writes.get(), copies.get(), deletes.get());
    }

    private void count(AtomicLong requests) throws InterruptedIOException {
        requests.incrementAndGet();
        if (interval > 0) {
            sleeper.sleep(Duration.ofNanos(untilTurn()), "keeping to the rate of requests");
        }
    }

    private synchronized long untilTurn() {
        long now = sleeper.nanoTime();
        long turn = Math.max(now, nextTurn);
        nextTurn = turn + interval;
        return turn - now;
    }

    @Override
    public String location() {
        return bucket.location();
    }

    @Override
    public Optional<ObjectInfo> find(String key) throws IOException {
        count(reads);
        return bucket.find(key);
    }

    @Override
    public Blob open(String key) throws IOException {
        count(reads);
        return bucket.open(key);
    }

    @Override
    public Listing list(String prefix, Depth depth, @Nullable String after) throws IOException {
        count(lists);
        return bucket.list(prefix, depth, after);
    }

    @Override
    public void put(String key, byte[] bytes) throws IOException {
        count(writes);
        bucket.put(key, bytes);
    }

    @Override
    public boolean putNew(String key, byte[] bytes) throws IOException {
        count(writes);
        return bucket.putNew(key, bytes);
    }

    @Override
    public PartUpload begin(String key, long size) throws IOException {
        count(writes);
        return bucket.begin(key, size);
    }

    @Override
    public PartUpload resume(String key, String id) throws IOException {
        count(writes);
        return bucket.resume(key, id);
    }

    @Override
    public List<OpenUpload> openUploads(String prefix) throws IOException {
        count(lists);
        return bucket.openUploads(prefix);
    }

    @Override
    public void copy(String from, String to) throws IOException {
        count(copies);
        bucket.copy(from, to);
    }

    /** Counted as what services do without a request of their own for it. */
    @Override
    public Map<String, String> move(Map<String, String> keys) throws IOException {
        for (int i = 0; i < keys.size(); i++) {
            count(copies);
        }
        count(deletes);
        return bucket.move(keys);
    }

    /** Removes objects, a thousand with each request. */
    @Override
    public Map<String, String> delete(Collection<String> keys) throws IOException {
        List<String> all = List.copyOf(keys);
        Map<String, String> failed = new HashMap<>();
        for (int from = 0; from < all.size(); from += MAX_DELETED) {
            count(deletes);
            failed.putAll(bucket.delete(all.subList(from, Math.min(all.size(), from + MAX_DELETED))));
        }
        return failed;
    }

    @Override
    public void close() {
        // Whoever opened the bucket closes it.
    }
}
