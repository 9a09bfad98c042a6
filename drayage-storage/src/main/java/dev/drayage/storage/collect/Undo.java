package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.storage.collect.LinkRecord.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Puts back what runs have taken away. */
final class Undo {
    private final Bucket bucket;
    private final Path directory;
    private final Quarantine quarantine;
    private final List<CollectRun> runs;

    Undo(Bucket bucket, Path directory, Quarantine quarantine, List<CollectRun> runs) {
        this.bucket = bucket;
        this.directory = directory;
        this.quarantine = quarantine;
        this.runs = runs;
    }

    void restoreBytes(SortedRecords digests, String reason) throws IOException {
        quarantine.restore(runs, digests, reason);
    }

    LinkNotes notes() throws IOException {
        return LinkNotes.read(bucket, runs, directory);
    }

    /**
     * Puts back the links of these digests that were removed.
     *
     * @return those of manifests that repositories did not have, and have now
     */
    SortedRecords restoreLinks(LinkNotes notes, SortedRecords digests, StorageScan latest) throws IOException {
        try (RecordSorter manifests = new RecordSorter(directory, Sha256.LENGTH)) {
            LinkNotes.each(digests, notes.links(), notes.names(), null, link -> {
                boolean isNew = bucket.putNew(link.key(), RegistryKeys.linkTo(link.digest()));
                byte[] digest = Sha256.bytes(link.digest());
                if (isNew && link.kind() == Kind.REVISION && !latest.revisions().contains(digest)) {
                    manifests.add(digest);
                }
            });
            return manifests.finish();
        }
    }
}
