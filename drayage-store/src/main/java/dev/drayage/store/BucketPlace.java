package dev.drayage.store;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.ingest.ContentIngests;
import dev.drayage.ingest.Ingests;
import dev.drayage.ingest.Locks;
import dev.drayage.oci.Digest;
import dev.drayage.store.GcItem.Fate;
import dev.drayage.store.GcItem.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Blobs in a bucket, under the keys that the distribution registry has them under; what is ours besides lies in
 * {@code drayage}.
 */
final class BucketPlace implements BlobPlace {
    private static final String OWN = "drayage/";
    private static final String ID = RegistryKeys.STORE_ID;
    private static final String INGESTS = OWN + "ingest/";
    private static final int PAGE_ROWS = 200;

    private final Bucket bucket;
    private final Database database;
    private final WorkLocks work;
    private final Locks locks;
    private final StoreOptions options;
    private final FaultPoints faults;

    /** The ingests that this process writes, so that they can be aborted meanwhile. */
    private final Map<String, BucketWriter> writers = new HashMap<>();

    BucketPlace(Bucket bucket, Database database, WorkLocks work, StoreOptions options, FaultPoints faults) {
        this.bucket = bucket;
        this.database = database;
        this.work = work;
        this.locks = new Locks(work, options.clock());
        this.options = options;
        this.faults = faults;
    }

    Bucket bucket() {
        return bucket;
    }

    Database database() {
        return database;
    }

    WorkLocks work() {
        return work;
    }

    Locks locks() {
        return locks;
    }

    StoreOptions options() {
        return options;
    }

    /** The folder of what an ingest writes. */
    static String folder(String key) {
        return INGESTS + key + "/";
    }

    @Nullable
    BucketWriter writer(String key) {
        synchronized (writers) {
            return writers.get(key);
        }
    }

    void add(String key, BucketWriter writer) {
        synchronized (writers) {
            writers.put(key, writer);
        }
    }

    void remove(String key, BucketWriter writer) {
        synchronized (writers) {
            writers.remove(key, writer);
        }
    }

    @Override
    public String location() {
        return bucket.location();
    }

    @Override
    public Optional<String> id() throws IOException {
        try (Blob blob = bucket.open(ID)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(blob.size(), RegistryKeys.MAX_LINK_BYTES));
            blob.readAt(0, bytes);
            return Optional.of(new String(bytes.array(), StandardCharsets.UTF_8).strip());
        } catch (ContentNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public void setId(String id) throws IOException {
        bucket.put(ID, id.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Blob open(Digest digest) throws IOException {
        try {
            return bucket.open(RegistryKeys.blob(digest));
        } catch (ContentNotFoundException e) {
            NoSuchFileException absent = new NoSuchFileException(RegistryKeys.blob(digest));
            absent.initCause(e);
            throw absent;
        }
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
        String after = null;
        do {
            Bucket.Listing page = bucket.list(RegistryKeys.BLOBS, Bucket.Depth.ALL, after);
            for (ObjectInfo object : page.objects()) {
                Optional<Digest> digest = RegistryKeys.blobOf(object.key());
                if (digest.isPresent()) {
                    visitor.visit(new BlobTable.Sized(digest.get(), object.size()));
                }
            }
            after = page.next();
        } while (after != null);
    }

    @Override
    public ContentIngests ingests(SharedCommits commits) {
        return new BucketIngests(this, commits);
    }

    @Override
    public List<Digest> remove(String token, Collection<Digest> digests, BooleanSupplier inTime) throws IOException {
        Map<String, Digest> keys = new HashMap<>();
        digests.forEach(digest -> keys.put(RegistryKeys.blob(digest), digest));
        if (!inTime.getAsBoolean()) {
            return List.of();
        }
        Map<String, String> failed = bucket.delete(keys.keySet(), inTime);
        faults.reached("blob removed");
        if (!inTime.getAsBoolean()) {
            // Somebody may be bringing them back: the next removal finds out.
            return List.of();
        }
        List<Digest> removed = new ArrayList<>();
        keys.forEach((key, digest) -> {
            if (!failed.containsKey(key)) {
                removed.add(digest);
            }
        });
        return removed;
    }

    @Override
    public void removed(String token, Collection<Digest> digests, Set<Digest> gone) {
        // Nothing was put aside.
    }

    @Override
    public void sweep(Sweep sweep) throws IOException {
        String namespace = "";
        String ref = "";
        while (true) {
            String lastNamespace = namespace;
            String lastRef = ref;
            List<IngestTable.Row> rows =
                    database.read(session -> IngestTable.page(session, lastNamespace, lastRef, PAGE_ROWS));
            for (IngestTable.Row row : rows) {
                sweep(row, sweep);
                namespace = row.name().namespace();
                ref = row.name().ref();
            }
            if (rows.isEmpty()) {
                break;
            }
        }
        if (!sweep.surveysOnly()) {
            sweepStrays(sweep.now().minus(options.retention()));
        }
    }

    private void sweep(IngestTable.Row row, Sweep sweep) throws IOException {
        Optional<Closeable> lock = locks.tryLock(Ingests.lockName(row.name().key()));
        if (lock.isEmpty()) {
            tell(row, Fate.KEPT, "is being written", sweep);
            return;
        }
        Closeable held = lock.get();
        try (held) {
            Instant end = row.updated().plus(options.retention());
            if (database.read(session -> LeaseTable.holdsIngest(session, row.name(), sweep.now()))) {
                tell(row, Fate.KEPT, "is kept by a lease", sweep);
            } else if (end.isAfter(sweep.now())) {
                tell(row, Fate.KEPT, "may be gone on with until " + end, sweep);
            } else {
                tell(row, Fate.FREED, "was left off before " + row.updated(), sweep);
                if (!sweep.surveysOnly()) {
                    discard(row);
                    faults.reached("ingest removed");
                }
            }
        }
    }

    private static void tell(IngestTable.Row row, Fate fate, String reason, Sweep sweep) {
        sweep.listener()
                .found(new GcItem(
                        Kind.INGEST, fate, row.name().namespace(), row.name().ref(), row.size(), reason));
    }

    /** Throws an ingest away; its lock is this process's, or it is to be aborted whoever writes it. */
    void discard(IngestTable.Row row) throws IOException {
        database.write(Durability.SYNCED, transaction -> {
            LeaseTable.forgetIngest(transaction, row.name());
            return IngestTable.delete(transaction, row.name());
        });
        if (row.uploadObject() != null && row.upload() != null) {
            abort(row.uploadObject(), row.upload());
        }
        if (row.head() != null) {
            bucket.delete(List.of(row.head()));
        }
    }

    void abort(String key, String upload) throws IOException {
        try {
            bucket.resume(key, upload).abort();
        } catch (ContentException e) {
            if (e.kind() != ContentException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** What those left who died before the database knew of it. */
    private void sweepStrays(Instant before) throws IOException {
        for (OpenUpload upload : bucket.openUploads(INGESTS)) {
            if (upload.began().isBefore(before) && isStray(upload.key())) {
                abort(upload.key(), upload.id());
            }
        }
        String after = null;
        do {
            Bucket.Listing page = bucket.list(INGESTS, Bucket.Depth.ALL, after);
            List<String> strays = new ArrayList<>();
            for (ObjectInfo object : page.objects()) {
                if (object.modified().isBefore(before) && isStray(object.key())) {
                    strays.add(object.key());
                }
            }
            bucket.delete(strays);
            after = page.next();
        } while (after != null);
    }

    private boolean isStray(String key) throws IOException {
        return !database.read(session -> IngestTable.has(session, key));
    }

    @Override
    public void close() throws IOException {
        try (bucket) {
            locks.close();
        }
    }
}
