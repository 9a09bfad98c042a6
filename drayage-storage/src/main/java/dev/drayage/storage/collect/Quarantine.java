package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bytes that runs have taken from the registry, and that can be put back. */
final class Quarantine {
    private static final int WIDTH = Sha256.LENGTH + Integer.BYTES;

    private final Bucket bucket;
    private final Path directory;
    private final Deletions deletions;
    private final CollectListener listener;
    private long restored;
    private long purged;
    private long purgedBytes;

    Quarantine(Bucket bucket, Path directory, Deletions deletions, CollectListener listener) {
        this.bucket = bucket;
        this.directory = directory;
        this.deletions = deletions;
        this.listener = listener;
    }

    long restored() {
        return restored;
    }

    long purged() {
        return purged;
    }

    long purgedBytes() {
        return purgedBytes;
    }

    /** The digests whose bytes runs have, and each time which run. */
    private SortedRecords held(List<CollectRun> runs) throws IOException {
        try (RecordSorter held = new RecordSorter(directory, WIDTH)) {
            for (int i = 0; i < runs.size(); i++) {
                String folder = runs.get(i).blobs();
                for (String after = null; ; ) {
                    Listing page = bucket.list(folder, Depth.ALL, after);
                    for (ObjectInfo object : page.objects()) {
                        add(held, object.key().substring(folder.length()), i);
                    }
                    after = page.next();
                    if (after == null) {
                        break;
                    }
                }
            }
            return held.finish();
        }
    }

    private static void add(RecordSorter held, String hex, int run) throws IOException {
        try {
            byte[] digest = Sha256.bytes(Digest.parse("sha256:" + hex));
            held.add(ByteBuffer.allocate(WIDTH).put(digest).putInt(run).array());
        } catch (InvalidDigestException e) {
            // Not laid there by a run.
        }
    }

    /** Puts back the bytes of these digests that are not where the registry looks for them. */
    void restore(List<CollectRun> runs, SortedRecords needed, String reason) throws IOException {
        try (SortedRecords held = held(runs)) {
            RecordCursor digest = needed.cursor();
            RecordCursor copy = held.cursor();
            while (digest.isValid() && copy.isValid()) {
                int order = digest.compareTo(copy, Sha256.LENGTH);
                if (order < 0) {
                    digest.next();
                } else {
                    if (order == 0) {
                        int run = ByteBuffer.wrap(copy.copy(Sha256.LENGTH, Integer.BYTES))
                                .getInt();
                        restore(runs.get(run), Sha256.digest(digest.copy(0, Sha256.LENGTH)), reason);
                    }
                    copy.next();
                }
            }
        }
    }

    private void restore(CollectRun run, Digest digest, String reason) throws IOException {
        String key = RegistryKeys.blob(digest);
        if (bucket.find(key).isPresent()) {
            return;
        }
        try {
            bucket.copy(run.blob(digest), key);
        } catch (ContentNotFoundException e) {
            // Another run has just purged it; bytes can lie in several.
            return;
        }
        restored++;
        listener.item(new CollectItem(CollectItem.Fate.RESTORED, CollectItem.Kind.BLOB, digest.toString(), 0, reason));
    }

    /** Takes away the bytes of these, into the folder of a run. */
    void take(CollectRun run, List<Candidate> candidates) throws IOException {
        Map<String, String> moved = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            moved.put(RegistryKeys.blob(candidate.digest()), run.blob(candidate.digest()));
        }
        deletions.remember(bucket.move(moved));
    }

    /** Deletes everything that a run has, its notes last. */
    void purge(CollectRun run) throws IOException {
        purgeFolder(run.blobs(), true);
        purgeFolder(run.folder(), false);
    }

    private void purgeFolder(String folder, boolean isOfBlobs) throws IOException {
        for (String after = null; ; ) {
            Listing page = bucket.list(folder, Depth.ALL, after);
            deletions.delete(page.objects().stream().map(ObjectInfo::key).toList());
            if (isOfBlobs) {
                purged += page.objects().size();
                purgedBytes +=
                        page.objects().stream().mapToLong(ObjectInfo::size).sum();
            }
            after = page.next();
            if (after == null) {
                return;
            }
        }
    }
}
