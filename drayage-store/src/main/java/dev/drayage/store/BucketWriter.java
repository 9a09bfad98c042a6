package dev.drayage.store;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.ingest.IngestCommitter.Result;
import dev.drayage.ingest.IngestName;
import dev.drayage.ingest.Ingests;
import dev.drayage.labels.Labels;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an ingest to a bucket, holding the lock of its ref, and turns it into content. Parts of an object cannot be read
 * before it is complete: so what was left off becomes an object, which is read through the hash into a new one when it is
 * gone on with. Another thread may abort it.
 */
final class BucketWriter implements ContentWriter {
    private static final int BUFFER_BYTES = 256 << 10;

    private final BucketPlace place;
    private final SharedCommits commits;
    private final IngestName name;
    private final @Nullable Descriptor expected;
    private final Closeable lock;
    private final Instant started;
    private BucketBytes bytes;
    private DigestAlgorithm algorithm;
    private MessageDigest hash;
    private Instant updated;
    private @Nullable String head;
    private long headSize;
    private boolean done;
    private boolean aborted;

    private BucketWriter(
            BucketPlace place,
            SharedCommits commits,
            IngestName name,
            @Nullable Descriptor expected,
            Closeable lock,
            IngestTable.Row row) {
        this.place = place;
        this.commits = commits;
        this.name = name;
        this.expected = expected;
        this.lock = lock;
        this.started = row.started();
        this.updated = row.updated();
        this.head = row.head();
        this.headSize = row.size();
        this.bytes = fresh();
        this.algorithm =
                expected == null ? DigestAlgorithm.SHA256 : expected.digest().algorithm();
        this.hash = algorithm.newMessageDigest();
    }

    private BucketBytes fresh() {
        return new BucketBytes(place.bucket(), BucketPlace.folder(name.key()), expected == null ? -1 : expected.size());
    }

    /** Goes on with what there is if it may be of the same content, or else restarts. The writer owns the lock. */
    static BucketWriter open(
            BucketPlace place, SharedCommits commits, IngestName name, @Nullable Descriptor expected, Closeable lock)
            throws IOException {
        Optional<IngestTable.Row> found = place.database().read(session -> IngestTable.find(session, name));
        IngestTable.Row row;
        if (found.isPresent()
                && (expected == null || expected.digest().equals(found.get().expected()))) {
            row = LeftIngest.usable(place, found.get());
        } else {
            if (found.isPresent()) {
                place.discard(found.get());
            }
            Instant now = place.database().clock().instant();
            row = new IngestTable.Row(
                    name,
                    null,
                    0,
                    expected == null ? 0 : expected.size(),
                    expected == null ? null : expected.digest(),
                    now,
                    now,
                    null,
                    null);
        }
        save(place, row, false);
        if (found.isPresent()
                && row.head() != null
                && !row.head().equals(found.get().head())) {
            deleteAt(place, found.get().head());
        }
        BucketWriter writer = new BucketWriter(place, commits, name, expected, lock, row);
        try {
            writer.readHead(row.size());
        } catch (IOException | RuntimeException e) {
            writer.bytes.abort();
            throw e;
        }
        place.add(name.key(), writer);
        return writer;
    }

    private static void save(BucketPlace place, IngestTable.Row row, boolean mustBe) throws IOException {
        place.database().write(Durability.SYNCED, transaction -> {
            place.work().require(Ingests.lockName(row.name().key()), transaction);
            if (mustBe && IngestTable.find(transaction, row.name()).isEmpty()) {
                throw SharedCommits.lost(row.name());
            }
            IngestTable.insert(transaction, row);
            return row;
        });
    }

    private void save() throws IOException {
        save(
                place,
                new IngestTable.Row(
                        name,
                        head,
                        headSize,
                        expected == null ? 0 : expected.size(),
                        expected == null ? null : expected.digest(),
                        started,
                        updated,
                        bytes.uploadKey(),
                        bytes.uploadId()),
                true);
    }

    /** Reads the first bytes of the head into what is written now. */
    private void readHead(long count) throws IOException {
        if (head == null || count == 0) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (Blob blob = place.bucket().open(head)) {
            for (long at = 0; at < count; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), count - at));
                int read = blob.readAt(at, buffer);
                if (read <= 0) {
                    throw new IOException("ingest " + name.ref() + " has " + at + " bytes in " + place.location()
                            + " though " + count + " were written; abort it, and write it again");
                }
                at += read;
                append(buffer.flip());
            }
        }
    }

    private boolean append(ByteBuffer some) throws IOException {
        ByteBuffer appended = some.duplicate();
        try {
            return bytes.append(some);
        } finally {
            hash.update(appended.limit(some.position()));
        }
    }

    @Override
    public synchronized IngestStatus status() {
        return new IngestStatus(
                name.ref(),
                bytes.size(),
                expected == null ? 0 : expected.size(),
                expected == null ? null : expected.digest(),
                started,
                updated);
    }

    @Override
    public synchronized Digest digest() throws IOException {
        requireOpen();
        try {
            return Digest.ofHash(algorithm, ((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the runtime's " + algorithm.identifier() + " keeps its state", e);
        }
    }

    @Override
    public synchronized void write(ByteBuffer some) throws IOException {
        requireOpen();
        if (bytes.isComplete()) {
            restart(bytes.size());
        }
        boolean wrote = append(some);
        updated = place.database().clock().instant();
        if (wrote) {
            save();
        }
    }

    @Override
    public synchronized void truncate(long size) throws IOException {
        requireOpen();
        if (size < 0 || size > bytes.size()) {
            throw new ContentException(
                    Kind.OUT_OF_RANGE,
                    "cannot cut ingest " + name.ref() + " to " + size + " bytes: it has " + bytes.size() + ", so 0 to "
                            + bytes.size() + " are left to choose from");
        }
        if (size < bytes.size()) {
            restart(size);
            updated = place.database().clock().instant();
        }
    }

    /** Begins another object with the first bytes of this one. */
    private void restart(long size) throws IOException {
        if (size == 0) {
            bytes.abort();
        } else {
            keep();
        }
        bytes = fresh();
        hash = algorithm.newMessageDigest();
        if (size == 0) {
            String old = head;
            head = null;
            headSize = 0;
            save();
            delete(old);
        } else {
            readHead(size);
        }
    }

    /** Makes an object of all that was written, which can be read. */
    private void keep() throws IOException {
        if (bytes.size() == headSize && head != null) {
            bytes.abort();
            return;
        }
        if (bytes.size() == 0) {
            bytes.abort();
            save();
            return;
        }
        String old = head;
        long oldSize = headSize;
        head = bytes.finish();
        headSize = bytes.size();
        boolean saved = false;
        try {
            save();
            saved = true;
        } finally {
            if (!saved) {
                head = old;
                headSize = oldSize;
            }
        }
        bytes.handOver();
        delete(old);
    }

    private void delete(@Nullable String key) throws IOException {
        deleteAt(place, key);
    }

    private static void deleteAt(BucketPlace place, @Nullable String key) throws IOException {
        if (key != null) {
            place.bucket().delete(List.of(key));
        }
    }

    @Override
    public synchronized ContentInfo commit(long size, @Nullable Digest digest, Map<String, String> labels)
            throws IOException {
        SortedMap<String, String> checked = Labels.checked(labels);
        requireOpen();
        Digest actual = finished(size, digest);
        commits.faults().reached("data synced");
        Result result = commits.commit(
                        name,
                        List.of(new SharedCommits.Complete(actual, bytes.size(), checked)),
                        absent -> place(absent, actual))
                .get(0);
        done = true;
        place.remove(name.key(), this);
        try (lock) {
            bytes.abort();
            place.database().write(Durability.DEFERRED, transaction -> IngestTable.delete(transaction, name));
            delete(head);
        } catch (IOException e) {
            // The content is stored. What is left of the ingest is garbage, and gets collected.
        }
        if (result.existed()) {
            throw new AlreadyExistsException(
                    "content " + actual + " is stored already; ingest " + name.ref() + " is done");
        }
        return result.info();
    }

    private void place(Set<Digest> absent, Digest digest) throws IOException {
        if (!absent.isEmpty()) {
            bytes.finish(RegistryKeys.blob(digest));
        }
    }

    /** The digest of all that was written, if that is what it should be. */
    private Digest finished(long size, @Nullable Digest digest) throws IOException {
        long wantedSize = size == 0 && expected != null ? expected.size() : size;
        if (wantedSize != 0 && wantedSize != bytes.size()) {
            throw refused("has " + bytes.size() + " bytes, expected " + wantedSize);
        }
        Digest wanted = digest == null && expected != null ? expected.digest() : digest;
        if (wanted != null && wanted.algorithm() != algorithm) {
            algorithm = wanted.algorithm();
            restart(bytes.size());
        }
        Digest actual = digest();
        if (wanted != null && !wanted.equals(actual)) {
            throw refused("hashes to " + actual + ", expected " + wanted);
        }
        return actual;
    }

    private ContentException refused(String problem) {
        return new ContentException(
                Kind.FAILED_PRECONDITION,
                "ingest " + name.ref() + " " + problem
                        + "; it is kept: go on writing, or truncate it to 0 and restart");
    }

    /**
     * Ends it, throws away what was written, and lets go of the ref.
     *
     * @return false if it was committed or closed before
     */
    synchronized boolean abort() throws IOException {
        if (done) {
            return false;
        }
        aborted = true;
        done = true;
        place.remove(name.key(), this);
        try (lock) {
            bytes.abort();
            delete(head);
            place.database().write(Durability.DEFERRED, transaction -> IngestTable.delete(transaction, name));
            commits.aborted(name);
        }
        return true;
    }

    private void requireOpen() throws ContentException {
        if (aborted) {
            throw SharedCommits.lost(name);
        }
        if (done) {
            throw new ContentException(
                    Kind.INVALID_ARGUMENT, "the writer of ingest " + name.ref() + " is closed; open another");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (done) {
            return;
        }
        done = true;
        place.remove(name.key(), this);
        BucketBytes open = bytes;
        try (lock;
                open) {
            keep();
        } catch (ContentException e) {
            // Another process has aborted it, or taken it over.
            if (e.kind() != Kind.UNAVAILABLE) {
                throw e;
            }
        }
    }
}
