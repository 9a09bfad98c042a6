package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.oci.Digest;
import dev.drayage.storage.collect.CollectItem.Fate;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Removes tags that a registry may set at the same moment. It writes what a tag names into its history before it says that
 * the tag names it now: so first that is removed, and the history when nothing new is in it some time later.
 */
final class TagRemoval {
    private final Bucket bucket;
    private final Deletions deletions;
    private final CollectListener listener;

    TagRemoval(Bucket bucket, Deletions deletions, CollectListener listener) {
        this.bucket = bucket;
        this.deletions = deletions;
        this.listener = listener;
    }

    /** Removes tags that are still what they were, and notes them first. Says how many. */
    long remove(CollectRun run, SortedRecords tags, NameSpool names) throws IOException {
        List<TagRecord> batch = new ArrayList<>();
        long removed = 0;
        int number = 0;
        for (RecordCursor each = tags.cursor(); each.isValid(); ) {
            TagRecord tag = TagRecord.read(each, 0, names);
            Optional<ObjectInfo> now = bucket.find(tag.current());
            if (now.isPresent() && now.get().modified().toEpochMilli() == tag.modified()) {
                batch.add(tag);
            }
            boolean isLast = !each.next();
            if (batch.size() == MeteredBucket.MAX_DELETED || (isLast && !batch.isEmpty())) {
                Notes.write(
                        bucket,
                        run.tags() + number++,
                        batch.stream()
                                .map(one -> List.of(one.repository(), one.tag()))
                                .toList());
                deletions.delete(batch.stream().map(TagRecord::current).toList());
                removed += batch.size();
                batch.clear();
            }
        }
        return removed;
    }

    /** Finishes what a run has begun; the registry has had time since to set such tags anew. */
    void finish(CollectRun run, Instant setSince) throws IOException {
        Notes.read(bucket, run.tags(), line -> {
            if (line.size() == 2) {
                finish(line.get(0), line.get(1), setSince);
            }
        });
        Listing notes = bucket.list(run.tags(), Depth.ALL, null);
        while (!notes.objects().isEmpty()) {
            deletions.delete(notes.objects().stream().map(ObjectInfo::key).toList());
            deletions.requireNone();
            notes = bucket.list(run.tags(), Depth.ALL, null);
        }
    }

    private void finish(String repository, String tag, Instant setSince) throws IOException {
        List<ObjectInfo> left = new ArrayList<>();
        for (String after = null; ; ) {
            Listing page = bucket.list(RegistryKeys.tag(repository, tag), Depth.ALL, after);
            left.addAll(page.objects());
            after = page.next();
            if (after == null) {
                break;
            }
        }
        String current = RegistryKeys.current(repository, tag);
        if (left.stream().anyMatch(each -> each.key().equals(current))) {
            return;
        }
        Optional<Digest> set = left.stream()
                .filter(each -> !each.modified().isBefore(setSince))
                .max(Comparator.comparing(ObjectInfo::modified))
                .map(each -> RegistryKey.parse(each.key()).digest());
        if (set.isPresent()) {
            bucket.putNew(current, RegistryKeys.linkTo(set.get()));
            listener.item(new CollectItem(
                    Fate.RESTORED,
                    CollectItem.Kind.TAG,
                    repository + ":" + tag,
                    0,
                    "it was set at the moment when it was removed"));
        } else {
            deletions.delete(left.stream().map(ObjectInfo::key).toList());
        }
    }
}
