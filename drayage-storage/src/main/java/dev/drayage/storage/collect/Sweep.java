package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.storage.collect.CollectItem.Fate;
import dev.drayage.storage.collect.CollectItem.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Removes candidates, many with each request. */
final class Sweep {
    /** Bytes are copied one by one: so few that several threads have some of them. */
    private static final int TAKEN_AT_ONCE = 100;

    private final Bucket bucket;
    private final Workers workers;
    private final Deletions deletions;
    private final Marks marks;
    private final AtomicLong links = new AtomicLong();

    Sweep(Bucket bucket, Workers workers, Deletions deletions, Marks marks) {
        this.bucket = bucket;
        this.workers = workers;
        this.deletions = deletions;
        this.marks = marks;
    }

    /** How many links went, or would. */
    long links() {
        return links.get();
    }

    /** Counts the links that would go. */
    void countLinks() throws IOException {
        RecordCursor candidate = marks.candidates().cursor();
        for (RecordCursor link = marks.scan().links().cursor(); link.isValid(); link.next()) {
            if (candidate.seek(link.copy(0, Sha256.LENGTH))) {
                links.incrementAndGet();
            }
        }
    }

    /** Removes the links of candidates, but for those that are needed, and notes them first where a run is given. */
    void unlink(@Nullable CollectRun run, @Nullable SortedRecords needed) throws IOException {
        LinkBatches batches = new LinkBatches(needed);
        AtomicLong number = new AtomicLong();
        workers.run("links", batches::next, batch -> {
            if (run != null) {
                LinkNotes.write(bucket, run.links() + number.getAndIncrement(), batch);
            }
            deletions.delete(batch.stream().map(LinkRecord::key).toList());
            links.addAndGet(batch.size());
        });
        deletions.requireNone();
    }

    /** Takes the bytes of candidates into quarantine. */
    void take(CollectRun run, Quarantine quarantine, SortedRecords needed) throws IOException {
        CandidateBatches batches = new CandidateBatches(needed, TAKEN_AT_ONCE);
        workers.run("quarantine", batches::next, batch -> quarantine.take(run, batch));
        deletions.requireNone();
    }

    /** Deletes the bytes of candidates. */
    void delete() throws IOException {
        CandidateBatches batches = new CandidateBatches(null, MeteredBucket.MAX_DELETED);
        workers.run(
                "delete",
                batches::next,
                batch -> deletions.delete(batch.stream()
                        .map(each -> RegistryKeys.blob(each.digest()))
                        .toList()));
        deletions.requireNone();
    }

    /** Goes through the candidates that go. */
    void each(@Nullable SortedRecords needed, CandidateUse use) throws IOException {
        RecordCursor excluded = needed == null ? null : needed.cursor();
        for (RecordCursor at = marks.candidates().cursor(); at.isValid(); at.next()) {
            if (excluded == null || !excluded.seek(at.copy(0, Sha256.LENGTH))) {
                use.accept(Candidate.read(at));
            }
        }
    }

    interface CandidateUse {
        void accept(Candidate candidate) throws IOException;
    }

    static CollectItem item(Candidate candidate) {
        Kind kind = !candidate.hasBytes() ? Kind.LINKS : candidate.isManifest() ? Kind.MANIFEST : Kind.BLOB;
        String reason =
                switch (kind) {
                    case LINKS ->
                        "repositories link to it, nothing that is kept refers to it, and its bytes are not there";
                    case MANIFEST -> "no tag names it, and nothing that is kept refers to it";
                    default -> "no manifest that is kept refers to it";
                };
        return new CollectItem(
                Fate.REMOVED,
                kind,
                candidate.digest().toString(),
                candidate.size(),
                reason + "; last written " + candidate.modified());
    }

    /** Links of candidates, a thousand at a time. */
    private final class LinkBatches {
        private final @Nullable RecordCursor excluded;
        private final RecordCursor candidate;
        private final RecordCursor link;

        LinkBatches(@Nullable SortedRecords needed) throws IOException {
            this.excluded = needed == null ? null : needed.cursor();
            this.candidate = marks.candidates().cursor();
            this.link = marks.scan().links().cursor();
        }

        @Nullable
        List<LinkRecord> next() throws IOException {
            List<LinkRecord> batch = new ArrayList<>();
            for (; link.isValid() && batch.size() < MeteredBucket.MAX_DELETED; link.next()) {
                byte[] digest = link.copy(0, Sha256.LENGTH);
                if (candidate.seek(digest) && (excluded == null || !excluded.seek(digest))) {
                    batch.add(LinkRecord.read(link, marks.scan().names()));
                }
            }
            return batch.isEmpty() ? null : batch;
        }
    }

    /** Candidates with bytes, some at a time. */
    private final class CandidateBatches {
        private final @Nullable RecordCursor excluded;
        private final RecordCursor candidate;
        private final int size;

        CandidateBatches(@Nullable SortedRecords needed, int size) throws IOException {
            this.excluded = needed == null ? null : needed.cursor();
            this.candidate = marks.candidates().cursor();
            this.size = size;
        }

        @Nullable
        List<Candidate> next() throws IOException {
            List<Candidate> batch = new ArrayList<>();
            for (; candidate.isValid() && batch.size() < size; candidate.next()) {
                boolean isNeeded = excluded != null && excluded.seek(candidate.copy(0, Sha256.LENGTH));
                Candidate each = Candidate.read(candidate);
                if (!isNeeded && each.hasBytes()) {
                    batch.add(each);
                }
            }
            return batch.isEmpty() ? null : batch;
        }
    }
}
