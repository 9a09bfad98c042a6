package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what can go: lists blobs, shard by shard, and merges with links and with what is kept. What goes, goes with all of its
 * links; where any of them or the blob itself is young, everything stays.
 */
final class CandidateSearch {
    private final Bucket bucket;
    private final Workers workers;
    private final Path directory;
    private final long youngSince;
    private final AtomicLong blobs = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong young = new AtomicLong();

    /** A search in which what was written at a time or later is young. */
    CandidateSearch(Bucket bucket, Workers workers, Path directory, Instant youngSince) {
        this.bucket = bucket;
        this.workers = workers;
        this.directory = directory;
        this.youngSince = youngSince.toEpochMilli();
    }

    /** How many blobs were seen. */
    long blobs() {
        return blobs.get();
    }

    /** How many bytes they have. */
    long bytes() {
        return bytes.get();
    }

    /** How many digests nothing keeps but that they are young. */
    long young() {
        return young.get();
    }

    /**
     * Searches.
     *
     * @param planned the only digests that may go; null for any
     * @return records of {@link Candidate}
     */
    SortedRecords search(SortedRecords links, SortedRecords kept, @Nullable SortedRecords planned) throws IOException {
        try (RecordSorter found = new RecordSorter(directory, Candidate.WIDTH)) {
            Iterator<Integer> shards = IntStream.range(0, BlobShard.SHARDS).iterator();
            workers.run("blobs", () -> shards.hasNext() ? shards.next() : null, shard -> {
                byte[] first = {(byte) (int) shard};
                Shard search = new Shard(
                        new BlobShard(bucket, shard),
                        links.cursor(first),
                        kept.cursor(first),
                        planned == null ? null : planned.cursor(first));
                search.run(first, found);
            });
            return found.finish();
        }
    }

    /** The part of the search that is of digests with the same first byte. */
    private final class Shard {
        private final BlobShard listing;
        private final RecordCursor links;
        private final RecordCursor kept;
        private final @Nullable RecordCursor planned;

        Shard(BlobShard listing, RecordCursor links, RecordCursor kept, @Nullable RecordCursor planned) {
            this.listing = listing;
            this.links = links;
            this.kept = kept;
            this.planned = planned;
        }

        void run(byte[] first, RecordSorter found) throws IOException {
            while (listing.object() != null || links.startsWith(first)) {
                byte[] digest = nextDigest(first);
                ObjectInfo blob = listing.object();
                boolean hasBytes = blob != null && Arrays.equals(digest, listing.digest());
                long size = 0;
                long modified = Long.MIN_VALUE;
                if (blob != null && hasBytes) {
                    size = blob.size();
                    modified = blob.modified().toEpochMilli();
                    blobs.incrementAndGet();
                    bytes.addAndGet(size);
                    listing.next();
                }
                boolean isManifest = false;
                for (; links.startsWith(digest); links.next()) {
                    modified = Math.max(modified, LinkRecord.modified(links));
                    isManifest |= LinkRecord.isRevision(links);
                }
                if (kept.seek(digest) || (planned != null && !planned.seek(digest))) {
                    continue;
                }
                if (modified >= youngSince) {
                    young.incrementAndGet();
                } else {
                    found.add(Candidate.bytes(digest, hasBytes, isManifest, size, modified));
                }
            }
        }

        private byte[] nextDigest(byte[] first) {
            boolean isLinkNext =
                    links.startsWith(first) && (listing.object() == null || links.compareTo(listing.digest()) < 0);
            return isLinkNext ? links.copy(0, Sha256.LENGTH) : listing.digest();
        }
    }
}
