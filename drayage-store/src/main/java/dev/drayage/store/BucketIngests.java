package dev.drayage.store;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.IngestStatus;
import dev.drayage.content.Verification;
import dev.drayage.ingest.ContentIngests;
import dev.drayage.ingest.IngestCommitter.Result;
import dev.drayage.ingest.IngestName;
import dev.drayage.ingest.Ingests;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.TaskScope;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The ingests of a namespace whose bytes are in a bucket. */
final class BucketIngests implements ContentIngests {
    private static final int WRITTEN_AT_ONCE = 16;

    private final BucketPlace place;
    private final SharedCommits commits;

    BucketIngests(BucketPlace place, SharedCommits commits) {
        this.place = place;
        this.commits = commits;
    }

    private IngestName name(String ref) throws ContentException {
        return IngestName.of(commits.namespace(), ref);
    }

    @Override
    public ContentWriter writer(String ref, @Nullable Descriptor expected) throws IOException {
        IngestName name = name(ref);
        Closeable lock = place.locks()
                .lock(
                        Ingests.lockName(name.key()),
                        place.options().refTimeout(),
                        "ingest " + ref + " is being written by another writer");
        try {
            if (expected != null && !commits.stored(List.of(expected)).isEmpty()) {
                throw new AlreadyExistsException(expected.kind() + " " + expected.digest() + " is stored already");
            }
            commits.begun(name);
            return BucketWriter.open(place, commits, name, expected, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public IngestStatus status(String ref) throws IOException {
        IngestName name = name(ref);
        BucketWriter writer = place.writer(name.key());
        return writer != null ? writer.status() : find(name).status();
    }

    private IngestTable.Row find(IngestName name) throws IOException {
        Optional<IngestTable.Row> row = place.database().read(session -> IngestTable.find(session, name));
        return row.orElseThrow(() -> ContentNotFoundException.of(
                "there is no ingest " + name.ref() + " in namespace " + name.namespace(), null));
    }

    @Override
    public List<IngestStatus> ingests() throws IOException {
        List<IngestStatus> all = new ArrayList<>();
        for (IngestTable.Row row : place.database().read(session -> IngestTable.list(session, commits.namespace()))) {
            BucketWriter writer = place.writer(row.name().key());
            all.add(writer != null ? writer.status() : row.status());
        }
        return all;
    }

    @Override
    public void abort(String ref) throws IOException {
        IngestName name = name(ref);
        BucketWriter writer = place.writer(name.key());
        if (writer == null || !writer.abort()) {
            place.discard(find(name));
        }
    }

    @Override
    public Set<Digest> stored(Collection<Descriptor> blobs) throws IOException {
        return commits.stored(blobs);
    }

    @Override
    public Set<Digest> store(List<SmallBlob> blobs) throws IOException {
        Map<Digest, SmallBlob> distinct = new LinkedHashMap<>();
        List<SharedCommits.Complete> complete = new ArrayList<>();
        for (SmallBlob blob : blobs) {
            Verification verification = new Verification(blob.descriptor(), "memory");
            verification.update(blob.bytes().duplicate());
            verification.finish();
            if (distinct.putIfAbsent(blob.descriptor().digest(), blob) == null) {
                complete.add(new SharedCommits.Complete(
                        blob.descriptor().digest(), blob.descriptor().size(), Collections.emptySortedMap()));
            }
        }
        IngestName name = name("batch-" + UUID.randomUUID());
        Closeable lock = place.locks()
                .lock(Ingests.lockName(name.key()), place.options().refTimeout(), "a batch is being written");
        try (lock) {
            Set<Digest> fresh = new HashSet<>();
            for (Result result : commits.commit(name, complete, absent -> put(distinct, absent))) {
                if (!result.existed()) {
                    fresh.add(result.info().digest());
                }
            }
            return fresh;
        }
    }

    private void put(Map<Digest, SmallBlob> blobs, Set<Digest> absent) throws IOException {
        if (absent.isEmpty()) {
            return;
        }
        try (TaskScope scope = TaskScope.open("dray-store", Math.min(WRITTEN_AT_ONCE, absent.size()))) {
            for (Digest digest : absent) {
                scope.fork(() -> place.bucket()
                        .put(RegistryKeys.blob(digest), bytes(Objects.requireNonNull(blobs.get(digest)))));
            }
            scope.join();
        }
    }

    private static byte[] bytes(SmallBlob blob) {
        ByteBuffer buffer = blob.bytes().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
