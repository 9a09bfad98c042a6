package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.content.ContentException;
import dev.drayage.storage.collect.CollectListener.Step;
import dev.drayage.storage.collect.CollectOptions.Untagged;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out what stays, before anything is removed and again while it is. */
final class Marking implements Closeable {
    private final Bucket bucket;
    private final Workers workers;
    private final CollectOptions options;
    private final CollectListener listener;
    private final Problems problems;
    private final Reachability reachability;
    private final Path directory;
    private final List<Closeable> open = new ArrayList<>();
    private final List<SortedRecords> edges = new ArrayList<>();
    private final CandidateSearch search;
    private final Instant now;
    private final Instant youngSince;

    Marking(Bucket bucket, CollectOptions options, Instant now, CollectListener listener) {
        this.bucket = bucket;
        this.workers = new Workers(options.parallelism());
        this.options = options;
        this.listener = listener;
        this.problems = new Problems(listener);
        this.directory = options.directory();
        this.reachability = new Reachability(directory, options.limits().maxLevels());
        this.now = now;
        this.youngSince = now.minus(options.grace());
        this.search = new CandidateSearch(bucket, workers, directory, youngSince);
    }

    Workers workers() {
        return workers;
    }

    CandidateSearch search() {
        return search;
    }

    private <T extends Closeable> T keep(T resource) {
        open.add(resource);
        return resource;
    }

    /**
     * Finds out everything.
     *
     * @param undo what is put back that earlier runs took; null if nothing is to be changed
     * @param planned all that may go; null for anything
     */
    Marks mark(@Nullable Undo undo, @Nullable SortedRecords planned) throws IOException {
        listener.began(Step.LIST);
        StorageScan found = keep(StorageScan.of(bucket, workers, directory, youngSince, options.sleeper()));
        if (undo != null) {
            try (SortedRecords linked = linked(found, Instant.MIN)) {
                undo.restoreBytes(linked, "a repository links to it");
            }
        }
        TagSelection tags = keep(new TagSelection(bucket, workers, directory, found, problems, options.sleeper()));
        if (options.retention() != null) {
            tags.select(options.retention(), now, youngSince, planned);
            tags.unused(options.retention()).forEach(listener::unused);
        } else if (options.untagged() == Untagged.REMOVE) {
            tags.keepAll();
        }
        listener.began(Step.READ);
        edges.add(keep(edgesOf(found.revisions())));
        edges.add(keep(tags.edges()));
        requireUndamaged(problems.damaged() + problems.missingManifests());
        SortedRecords tagged = keep(tags.roots());
        SortedRecords roots = keep(reachability.union(
                List.of(options.untagged() == Untagged.KEEP ? found.revisions() : tagged, found.roots())));
        SortedRecords kept = keep(needed(roots, found, undo));
        SortedRecords removedTags = keep(tags.removed(kept, youngSince, planned));
        listener.began(Step.COMPARE);
        SortedRecords candidates = keep(search.search(found.links(), kept, planned));
        requireBoth(found);
        return new Marks(found, kept, removedTags, candidates);
    }

    /** A file system that is not mounted looks like this. */
    private void requireBoth(StorageScan found) throws IOException {
        boolean hasBlobs = search.blobs() > 0;
        if (hasBlobs ? found.objects() == 0 : found.links().count() > 0) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    "nothing of " + bucket.location() + " is removed: there are "
                            + (hasBlobs ? "blobs and no repositories" : "repositories and no blobs")
                            + "; is all of it mounted? What is left of a registry that is no more is removed as a folder");
        }
    }

    private SortedRecords edgesOf(SortedRecords manifests) throws IOException {
        return new Edges(bucket, workers, options.limits(), options.sleeper(), problems).read(manifests, directory);
    }

    private void requireUndamaged(long damaged) throws IOException {
        if (damaged > 0 && !options.ignoresDamage()) {
            throw new ContentException(
                    ContentException.Kind.FAILED_PRECONDITION,
                    "nothing of " + bucket.location() + " is removed: of " + damaged
                            + " manifests and tags it is not known what they refer to; repair or remove them in the"
                            + " registry, or pass --ignore-damage to give up what only they refer to");
        }
    }

    /** What stays because of these roots; it is put back where it was taken away. */
    private SortedRecords needed(SortedRecords roots, StorageScan latest, @Nullable Undo undo) throws IOException {
        SortedRecords needed = reachability.from(roots, latest.revisions(), edges);
        if (undo == null) {
            return needed;
        }
        try (LinkNotes notes = undo.notes()) {
            while (true) {
                undo.restoreBytes(needed, "something that was pushed since refers to it");
                try (SortedRecords manifests = undo.restoreLinks(notes, needed, latest)) {
                    if (manifests.count() == 0) {
                        return needed;
                    }
                    // A manifest that was put back refers to more.
                    edges.add(keep(edgesOf(manifests)));
                }
                SortedRecords more = reachability.from(needed, latest.revisions(), edges);
                needed.close();
                needed = more;
            }
        }
    }

    /**
     * Finds out what is needed because of what was written since, and puts back what was taken away of it.
     *
     * @return its digests, to be closed by the caller
     */
    SortedRecords recheck(Instant writtenSince, Undo undo) throws IOException {
        listener.began(Step.RECHECK);
        try (StorageScan latest = StorageScan.of(bucket, workers, directory, writtenSince, options.sleeper());
                SortedRecords linked = linked(latest, writtenSince);
                TagSelection tags = new TagSelection(bucket, workers, directory, latest, problems, options.sleeper())) {
            // The link to a manifest may have been removed just after it was written: its tag still tells of it.
            tags.keepSince(writtenSince);
            try (SortedRecords tagged = tags.roots();
                    SortedRecords roots = reachability.union(List.of(linked, latest.roots(), tagged))) {
                undo.restoreBytes(roots, "it was pushed since");
                edges.add(keep(edgesOf(latest.roots())));
                // What is missing now may be what another run has taken away, and puts back.
                requireUndamaged(problems.damaged());
                return needed(roots, latest, undo);
            }
        }
    }

    /** Digests that repositories link to, by links that were written since. */
    private SortedRecords linked(StorageScan found, Instant since) throws IOException {
        long first = since.equals(Instant.MIN) ? Long.MIN_VALUE : since.toEpochMilli();
        try (RecordOutput out = new RecordOutput(directory, Sha256.LENGTH)) {
            for (RecordCursor link = found.links().cursor(); link.isValid(); link.next()) {
                if (LinkRecord.modified(link) >= first && !LinkRecord.isHistory(link)) {
                    out.add(link.bytes(), link.offset());
                }
            }
            return out.finish();
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
