package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.storage.collect.CollectItem.Fate;
import dev.drayage.storage.collect.CollectItem.Kind;
import dev.drayage.storage.collect.CollectListener.Step;
import dev.drayage.storage.collect.CollectOptions.Writers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects a registry's storage: everything that no manifest refers to which stays, and that is older than the time of grace.
 *
 * <p>Beside a registry that runs, links go first, so that it says that it does not have what goes; then bytes are taken away
 * to where they can be put back from. Each time what was pushed meanwhile is looked for, and what it refers to is put back.
 * A run that is killed has noted what it removed, and the next one goes on from there.
 */
public final class StorageCollector {
    /** By how much clocks of the machines that keep objects may differ. */
    private static final Duration MOST_SKEW = Duration.ofMinutes(2);

    private final MeteredBucket bucket;
    private final CollectOptions options;
    private final RemovedCount listener;
    private final Deletions deletions;
    private final Quarantine quarantine;
    private long manifests;
    private long blobs;
    private long bytes;

    /** Refuses what is no storage of a registry, or is that of a store besides. */
    private static void requireRegistry(Bucket bucket) throws IOException {
        boolean isEmpty = bucket.list(RegistryKeys.REPOSITORIES, Depth.FOLDER, null)
                        .folders()
                        .isEmpty()
                && bucket.list(RegistryKeys.ROOT, Depth.FOLDER, null).folders().isEmpty();
        if (isEmpty && CollectRun.all(bucket).isEmpty()) {
            throw ContentNotFoundException.of(
                    bucket.location() + " has no folder " + RegistryKeys.ROOT
                            + ", so it is no storage of a registry; name the folder that docker/ is in",
                    null);
        }
        if (bucket.find(RegistryKeys.STORE_ID).isPresent()) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    bucket.location() + " has the blobs of a store, which its database alone knows of ("
                            + RegistryKeys.STORE_ID + "); collect them there: dray gc --root postgresql://...");
        }
    }

    private StorageCollector(Bucket bucket, CollectOptions options, CollectListener listener) {
        this.bucket = new MeteredBucket(bucket, options.requestsPerSecond(), options.sleeper());
        this.options = options;
        this.listener = new RemovedCount(listener);
        this.deletions = new Deletions(this.bucket);
        this.quarantine = new Quarantine(this.bucket, options.directory(), deletions, this.listener);
    }

    /**
     * Finds out what would go, and changes nothing.
     *
     * @param bucket what holds the registry's folder
     * @param listener is told each thing that would go
     */
    public static CollectReport survey(Bucket bucket, CollectOptions options, CollectListener listener)
            throws IOException {
        requireRegistry(bucket);
        return new StorageCollector(bucket, options, listener).survey();
    }

    /**
     * Finds out what would go, and writes it into a file, one thing a line, for {@link #collect}.
     *
     * @param bucket what holds the registry's folder
     * @param listener is told each thing that would go
     */
    public static CollectReport plan(Bucket bucket, CollectOptions options, Path file, CollectListener listener)
            throws IOException {
        try (PlanOutput plan = PlanOutput.create(file, CollectPlan.nameOf(bucket), options)) {
            CollectReport report = survey(bucket, options, plan.noting(listener));
            plan.finish();
            return report;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Collects.
     *
     * @param bucket what holds the registry's folder
     * @param plan a file that {@link #plan} wrote: only what it names goes; null for anything
     * @param listener is told each thing that goes, when it does
     */
    public static CollectReport collect(
            Bucket bucket, CollectOptions options, @Nullable Path plan, CollectListener listener) throws IOException {
        requireRegistry(bucket);
        try (SortedRecords planned = plan == null ? null : CollectPlan.read(plan, bucket, options)) {
            return new StorageCollector(bucket, options, listener).collect(planned);
        }
    }

    private CollectReport survey() throws IOException {
        Instant now = options.sleeper().instant();
        try (Marking marking = new Marking(bucket, options, now, listener)) {
            Marks marks = marking.mark(null, null);
            tellTags(marks);
            Sweep sweep = new Sweep(bucket, marking.workers(), deletions, marks);
            sweep.countLinks();
            sweep.each(null, this::tell);
            long uploads = uploads(marks, now, null, true);
            return report(marking, sweep.links(), marks.tags().count(), uploads, 0, costs(marks, sweep.links()));
        }
    }

    /** What removing takes, besides finding out once more: three more looks at what was pushed, and what goes. */
    private RequestCount costs(Marks marks, long links) {
        long linkBatches = batches(links);
        long objects = manifests + blobs;
        if (options.writers() == Writers.STOPPED) {
            return new RequestCount(0, 0, 0, 0, linkBatches + batches(objects));
        }
        long looks = 3 * batches(marks.scan().objects());
        return new RequestCount(
                looks,
                marks.tags().count() + linkBatches * 2,
                linkBatches + 1,
                objects,
                linkBatches + 2 * batches(objects) + 1);
    }

    private static long batches(long objects) {
        return (objects + MeteredBucket.MAX_DELETED - 1) / MeteredBucket.MAX_DELETED;
    }

    private CollectReport collect(@Nullable SortedRecords planned) throws IOException {
        CollectRun run = CollectRun.begin(bucket);
        List<CollectRun> earlier = CollectRun.all(bucket);
        TagRemoval tagRemoval = new TagRemoval(bucket, deletions, listener);
        for (CollectRun other : earlier) {
            tagRemoval.finish(other, other.began().minus(skew()));
        }
        try (Marking marking = new Marking(bucket, options, run.began(), listener)) {
            List<CollectRun> runs = new ArrayList<>(earlier);
            runs.add(run);
            Undo undo = new Undo(bucket, options.directory(), quarantine, runs);
            Marks marks = marking.mark(undo, planned);
            Sweep sweep = new Sweep(bucket, marking.workers(), deletions, marks);
            long tags;
            if (options.writers() == Writers.STOPPED) {
                tags = tagRemoval.remove(run, marks.tags(), marks.scan().names());
                tagRemoval.finish(run, run.began().minus(skew()));
                listener.began(Step.UNLINK);
                sweep.unlink(null, null);
                listener.began(Step.REMOVE);
                sweep.delete();
                sweep.each(null, this::tell);
            } else {
                tags = removeBesideWriters(run, marking, undo, sweep, tagRemoval, marks);
            }
            tellTags(marks);
            long uploads = uploads(marks, run.began(), planned, false);
            purge(runs, run);
            long left = planned == null ? 0 : Math.max(0, planned.count() - listener.removed());
            return report(marking, sweep.links(), tags, uploads, left, new RequestCount(0, 0, 0, 0, 0));
        }
    }

    private long removeBesideWriters(
            CollectRun run, Marking marking, Undo undo, Sweep sweep, TagRemoval tagRemoval, Marks marks)
            throws IOException {
        Instant since = run.began().minus(skew());
        long tags = tagRemoval.remove(run, marks.tags(), marks.scan().names());
        if (tags > 0) {
            settle();
        }
        try (SortedRecords needed = marking.recheck(since, undo)) {
            tagRemoval.finish(run, since);
            listener.began(Step.UNLINK);
            sweep.unlink(run, needed);
        }
        settle();
        try (SortedRecords needed = marking.recheck(since, undo)) {
            listener.began(Step.REMOVE);
            sweep.take(run, quarantine, needed);
            sweep.each(needed, this::tell);
        }
        settle();
        marking.recheck(since, undo).close();
        return tags;
    }

    private Duration skew() {
        Duration half = options.grace().dividedBy(2);
        return half.compareTo(MOST_SKEW) < 0 ? half : MOST_SKEW;
    }

    private void settle() throws IOException {
        listener.began(Step.SETTLE);
        options.sleeper().sleep(options.settle(), "waiting for what the registry is doing");
    }

    private void purge(List<CollectRun> runs, CollectRun current) throws IOException {
        listener.began(Step.PURGE);
        for (CollectRun each : runs) {
            boolean isOld = !each.began().plus(options.quarantine()).isAfter(current.began());
            if (isOld && (!each.equals(current) || options.quarantine().isZero())) {
                quarantine.purge(each);
            }
        }
        deletions.requireNone();
    }

    private long uploads(Marks marks, Instant now, @Nullable SortedRecords planned, boolean isDry) throws IOException {
        Duration age = options.uploadAge();
        if (age == null) {
            return 0;
        }
        UploadRemoval removal = new UploadRemoval(bucket, deletions, listener, now.minus(age), isDry);
        removal.remove(marks.scan(), planned);
        return removal.removed();
    }

    private void tell(Candidate candidate) {
        CollectItem item = Sweep.item(candidate);
        if (candidate.hasBytes()) {
            manifests += item.kind() == Kind.MANIFEST ? 1 : 0;
            blobs += item.kind() == Kind.BLOB ? 1 : 0;
            bytes += candidate.size();
        }
        listener.item(item);
    }

    private void tellTags(Marks marks) throws IOException {
        for (RecordCursor at = marks.tags().cursor(); at.isValid(); at.next()) {
            TagRecord tag = TagRecord.read(at, 0, marks.scan().names());
            listener.item(new CollectItem(
                    Fate.REMOVED,
                    Kind.TAG,
                    tag.name(),
                    0,
                    "no rule keeps it; set " + Instant.ofEpochMilli(tag.modified()) + " to " + tag.digest()));
        }
    }

    private CollectReport report(
            Marking marking, long links, long tags, long uploads, long leftOfPlan, RequestCount sweep) {
        return new CollectReport(
                manifests,
                blobs,
                bytes,
                links,
                tags,
                uploads,
                quarantine.restored(),
                quarantine.purged(),
                quarantine.purgedBytes(),
                marking.search().blobs(),
                marking.search().bytes(),
                marking.search().young(),
                leftOfPlan,
                bucket.requests(),
                sweep);
    }
}
