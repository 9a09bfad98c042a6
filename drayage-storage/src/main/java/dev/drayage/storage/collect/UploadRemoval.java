package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentException;
import dev.drayage.storage.collect.CollectItem.Fate;
import dev.drayage.storage.collect.CollectItem.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes uploads that nobody has gone on with for long, and parts that were written to become an object and did not. */
final class UploadRemoval {
    private final Bucket bucket;
    private final Deletions deletions;
    private final CollectListener listener;
    private final Instant youngSince;
    private final boolean isDry;
    private long removed;

    /**
     * A removal.
     *
     * @param youngSince what was written then or later stays
     * @param isDry whether it is only said what would go
     */
    UploadRemoval(Bucket bucket, Deletions deletions, CollectListener listener, Instant youngSince, boolean isDry) {
        this.bucket = bucket;
        this.deletions = deletions;
        this.listener = listener;
        this.youngSince = youngSince;
        this.isDry = isDry;
    }

    /** How many went, or would. */
    long removed() {
        return removed;
    }

    /** Removes those that a listing found, and that are still old. */
    void remove(StorageScan scan, @Nullable SortedRecords planned) throws IOException {
        for (RecordCursor at = scan.uploads().cursor(); at.isValid(); ) {
            long name = at.longAt(0);
            long modified = 0;
            long size = 0;
            for (; at.isValid() && at.longAt(0) == name; at.next()) {
                modified = Math.max(modified, at.longAt(Long.BYTES));
                size += at.longAt(2 * Long.BYTES);
            }
            String upload = scan.names().name(name).replace('\n', ' ');
            if (modified < youngSince.toEpochMilli() && isPlanned(upload, planned)) {
                remove(upload, size, Instant.ofEpochMilli(modified));
            }
        }
        openUploads(planned);
        deletions.requireNone();
    }

    private static boolean isPlanned(String upload, @Nullable SortedRecords planned) throws IOException {
        return planned == null || planned.contains(Sha256.of("upload " + upload));
    }

    private void remove(String upload, long size, Instant modified) throws IOException {
        int space = upload.indexOf(' ');
        String folder = RegistryKeys.uploads(upload.substring(0, space)) + upload.substring(space + 1) + "/";
        List<ObjectInfo> objects = isDry ? List.of() : objects(folder);
        if (objects.stream().anyMatch(each -> !each.modified().isBefore(youngSince))) {
            return;
        }
        deletions.delete(objects.stream().map(ObjectInfo::key).toList());
        tell(upload, size, modified);
    }

    private List<ObjectInfo> objects(String folder) throws IOException {
        List<ObjectInfo> objects = new ArrayList<>();
        for (String after = null; ; ) {
            Listing page = bucket.list(folder, Depth.ALL, after);
            objects.addAll(page.objects());
            after = page.next();
            if (after == null) {
                return objects;
            }
        }
    }

    private void openUploads(@Nullable SortedRecords planned) throws IOException {
        for (OpenUpload upload : bucket.openUploads(RegistryKeys.ROOT)) {
            RegistryKey key = RegistryKey.parse(upload.key());
            String name = key.kind() == RegistryKey.Kind.UPLOAD
                    ? key.repository() + " " + key.name() + " parts"
                    : upload.key() + " parts";
            if (!upload.began().isBefore(youngSince) || !isPlanned(name, planned)) {
                continue;
            }
            if (!isDry) {
                try {
                    bucket.resume(upload.key(), upload.id()).abort();
                } catch (ContentException e) {
                    if (e.kind() != ContentException.Kind.NOT_FOUND) {
                        throw e;
                    }
                    // Completed or aborted meanwhile.
                    continue;
                }
            }
            tell(name, 0, upload.began());
        }
    }

    private void tell(String upload, long size, Instant modified) {
        removed++;
        listener.item(new CollectItem(
                Fate.REMOVED, Kind.UPLOAD, upload, size, "nobody has gone on with it since " + modified));
    }
}
