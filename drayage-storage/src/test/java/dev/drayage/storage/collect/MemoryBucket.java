package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.PartUpload;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Objects in memory, in small pages, by a clock that a test sets. Before each request something can happen. */
class MemoryBucket implements Bucket {
    private static final int PAGE = 3;

    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private final InstantSource clock;
    private Interruption before = () -> {};
    private boolean isHappening;

    /** What happens between two requests of somebody else. */
    interface Interruption {
        void happen() throws IOException;
    }

    /** An object. */
    private static final class Stored {
        final byte[] bytes;
        final Instant modified;

        Stored(byte[] bytes, Instant modified) {
            this.bytes = bytes;
            this.modified = modified;
        }
    }

    MemoryBucket(InstantSource clock) {
        this.clock = clock;
    }

    /** Lets something happen before each request, which may itself make requests. */
    synchronized void before(Interruption interruption) {
        before = interruption;
    }

    private void happen() throws IOException {
        if (!isHappening) {
            isHappening = true;
            try {
                before.happen();
            } finally {
                isHappening = false;
            }
        }
    }

    synchronized List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public synchronized Optional<ObjectInfo> find(String key) throws IOException {
        happen();
        return Optional.ofNullable(objects.get(key)).map(stored -> info(key, stored));
    }

    private static ObjectInfo info(String key, Stored stored) {
        return new ObjectInfo(key, stored.bytes.length, stored.modified, "");
    }

    @Override
    public synchronized Blob open(String key) throws IOException {
        happen();
        return Blob.ofBytes(stored(key).bytes);
    }

    private Stored stored(String key) throws IOException {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw ContentNotFoundException.of("no object " + key, null);
        }
        return stored;
    }

    @Override
    public synchronized Listing list(String prefix, Depth depth, @Nullable String after) throws IOException {
        happen();
        List<ObjectInfo> found = new ArrayList<>();
        TreeSet<String> folders = new TreeSet<>();
        String from = after == null ? prefix : after.endsWith("/") ? after + "\uffff" : after + "\0";
        for (Map.Entry<String, Stored> each :
                objects.tailMap(from.compareTo(prefix) < 0 ? prefix : from).entrySet()) {
            String key = each.getKey();
            if (!key.startsWith(prefix)) {
                break;
            }
            int slash = key.indexOf('/', prefix.length());
            boolean isFolder = depth == Depth.FOLDER && slash >= 0;
            if (isFolder && folders.contains(key.substring(0, slash + 1))) {
                continue;
            }
            if (found.size() + folders.size() == PAGE) {
                String last = found.isEmpty() ? "" : found.get(found.size() - 1).key();
                String lastFolder = folders.isEmpty() ? "" : folders.last();
                return new Listing(found, List.copyOf(folders), last.compareTo(lastFolder) > 0 ? last : lastFolder);
            }
            if (isFolder) {
                folders.add(key.substring(0, slash + 1));
            } else {
                found.add(info(key, each.getValue()));
            }
        }
        return new Listing(found, List.copyOf(folders), null);
    }

    @Override
    public synchronized void put(String key, byte[] bytes) throws IOException {
        happen();
        objects.put(key, new Stored(bytes.clone(), clock.instant()));
    }

    @Override
    public synchronized boolean putNew(String key, byte[] bytes) throws IOException {
        happen();
        return objects.putIfAbsent(key, new Stored(bytes.clone(), clock.instant())) == null;
    }

    @Override
    public PartUpload begin(String key, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PartUpload resume(String key, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OpenUpload> openUploads(String prefix) {
        return List.of();
    }

    @Override
    public synchronized void copy(String from, String to) throws IOException {
        happen();
        objects.put(to, new Stored(stored(from).bytes, clock.instant()));
    }

    @Override
    public synchronized Map<String, String> delete(Collection<String> keys) throws IOException {
        for (String key : keys) {
            happen();
            objects.remove(key);
        }
        return Map.of();
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
