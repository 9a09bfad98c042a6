package dev.drayage.storage.collect;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.content.ContentException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.storage.collect.LinkRecord.Kind;
import dev.drayage.task.Sleeper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** All that repositories hold, as one listing found it. Closing it frees its files. */
final class StorageScan implements Closeable {
    /** Repository and tag as numbers of names, and when it was set. */
    static final int TAG_WIDTH = 3 * Long.BYTES;

    /** Repository and ID as the number of a name, when anything of it was last written, and its bytes. */
    static final int UPLOAD_WIDTH = 3 * Long.BYTES;

    private final NameSpool names;
    private final SortedRecords links;
    private final SortedRecords revisions;
    private final SortedRecords roots;
    private final SortedRecords tags;
    private final SortedRecords uploads;
    private final long objects;

    private StorageScan(Gathering found) throws IOException {
        this.names = found.names;
        this.links = found.links.finish();
        this.revisions = found.revisions.finish();
        this.roots = found.roots.finish();
        this.tags = found.tags.finish();
        this.uploads = found.uploads.finish();
        this.objects = found.objects.get();
    }

    /**
     * Lists.
     *
     * @param youngSince what was written then or later counts as young
     */
    static StorageScan of(Bucket bucket, Workers workers, Path directory, Instant youngSince, Sleeper sleeper)
            throws IOException {
        try (Gathering found = new Gathering(bucket, directory, youngSince, sleeper)) {
            new RepositoryWalk(bucket, workers).walk(found::visitor);
            StorageScan scan = new StorageScan(found);
            found.isTaken = true;
            return scan;
        }
    }

    /** What numbers of names stand for. */
    NameSpool names() {
        return names;
    }

    /** Every link to a layer, a manifest, or what a tag names or named: records of {@link LinkRecord}. */
    SortedRecords links() {
        return links;
    }

    /** Digests of every manifest of any repository. */
    SortedRecords revisions() {
        return revisions;
    }

    /** Digests that stay whatever refers to them: young manifests, and what links of unknown kinds lead to. */
    SortedRecords roots() {
        return roots;
    }

    SortedRecords tags() {
        return tags;
    }

    SortedRecords uploads() {
        return uploads;
    }

    /** How many objects were listed. */
    long objects() {
        return objects;
    }

    @Override
    public void close() throws IOException {
        names.close();
        links.close();
        revisions.close();
        roots.close();
        tags.close();
        uploads.close();
    }

    /** What is found, as long as there may be more. */
    private static final class Gathering implements Closeable {
        final Bucket bucket;
        final Sleeper sleeper;
        final long youngSince;
        final NameSpool names;
        final RecordSorter links;
        final RecordSorter revisions;
        final RecordSorter roots;
        final RecordSorter tags;
        final RecordSorter uploads;
        final AtomicLong objects = new AtomicLong();
        boolean isTaken;

        Gathering(Bucket bucket, Path directory, Instant youngSince, Sleeper sleeper) throws IOException {
            this.bucket = bucket;
            this.sleeper = sleeper;
            this.youngSince = youngSince.toEpochMilli();
            this.names = new NameSpool(directory);
            this.links = new RecordSorter(directory, LinkRecord.WIDTH);
            this.revisions = new RecordSorter(directory, Sha256.LENGTH);
            this.roots = new RecordSorter(directory, Sha256.LENGTH);
            this.tags = new RecordSorter(directory, TAG_WIDTH);
            this.uploads = new RecordSorter(directory, UPLOAD_WIDTH);
        }

        Visitor visitor() {
            return new Visitor(this);
        }

        @Override
        public void close() throws IOException {
            links.close();
            revisions.close();
            roots.close();
            tags.close();
            uploads.close();
            if (!isTaken) {
                names.close();
            }
        }
    }

    /** Takes the objects of one shard; names that come again are numbered once. */
    private static final class Visitor implements RepositoryWalk.Visitor {
        private final Gathering found;
        private String repository = "";
        private long repositoryNumber = -1;
        private String tag = "";
        private long tagNumber = -1;
        private String upload = "";

        /** The last tag that says what it names now: that comes before what it named. */
        private String current = "";

        private long uploadNumber = -1;

        Visitor(Gathering found) {
            this.found = found;
        }

        @Override
        public void visit(ObjectInfo object, RegistryKey key) throws IOException {
            found.objects.incrementAndGet();
            long modified = object.modified().toEpochMilli();
            switch (key.kind()) {
                case LAYER -> link(object, key, Kind.LAYER, modified);
                case REVISION -> link(object, key, Kind.REVISION, modified);
                case HISTORY -> {
                    link(object, key, Kind.HISTORY, modified);
                    keepOfLostTag(key);
                }
                case CURRENT -> {
                    current = LinkRecord.tagName(key.repository(), key.name());
                    found.tags.add(ByteBuffer.allocate(TAG_WIDTH)
                            .putLong(number(key.repository()))
                            .putLong(tagNumber(key))
                            .putLong(modified)
                            .array());
                }
                case UPLOAD ->
                    found.uploads.add(ByteBuffer.allocate(UPLOAD_WIDTH)
                            .putLong(uploadNumber(key))
                            .putLong(modified)
                            .putLong(object.size())
                            .array());
                case BLOB, FOREIGN -> foreign(object);
            }
        }

        private void link(ObjectInfo object, RegistryKey key, Kind kind, long modified) throws IOException {
            Digest digest = key.requireDigest();
            if (!Sha256.is(digest)) {
                alias(object);
                return;
            }
            byte[] bytes = Sha256.bytes(digest);
            if (kind == Kind.REVISION) {
                found.revisions.add(bytes);
                if (modified >= found.youngSince) {
                    found.roots.add(bytes);
                }
            }
            long name = kind == Kind.HISTORY ? tagNumber(key) : number(key.repository());
            found.links.add(LinkRecord.bytes(bytes, kind, name, modified));
        }

        /** A tag that has lost what it names could name anything that it ever did. */
        private void keepOfLostTag(RegistryKey key) throws IOException {
            Digest digest = key.requireDigest();
            boolean isLost = !current.equals(LinkRecord.tagName(key.repository(), key.name()));
            if (isLost && Sha256.is(digest)) {
                found.roots.add(Sha256.bytes(digest));
            }
        }

        /** A name of another algorithm leads to a blob that has its own name too. */
        private void alias(ObjectInfo object) throws IOException {
            Optional<Digest> target;
            try {
                target = LinkReader.read(found.bucket, object.key(), found.sleeper);
            } catch (InvalidDocumentException e) {
                return;
            }
            if (target.isPresent() && Sha256.is(target.get())) {
                found.roots.add(Sha256.bytes(target.get()));
            }
        }

        /** Older registries kept signatures so: what a link leads to that is not understood stays. */
        private void foreign(ObjectInfo object) throws IOException {
            if (object.key().endsWith("/link")) {
                alias(object);
            } else if (object.key().contains("/_manifests")) {
                throw new ContentException(
                        ContentException.Kind.FAILED_PRECONDITION,
                        "nothing of " + found.bucket.location() + " is removed: " + Quotes.printable(object.key())
                                + " lies where manifests and tags are, and is none; remove it");
            }
        }

        private long number(String name) throws IOException {
            if (!name.equals(repository)) {
                repository = name;
                repositoryNumber = found.names.add(name);
            }
            return repositoryNumber;
        }

        private long tagNumber(RegistryKey key) throws IOException {
            String name = LinkRecord.tagName(key.repository(), key.name());
            if (!name.equals(tag)) {
                tag = name;
                tagNumber = found.names.add(name);
            }
            return tagNumber;
        }

        private long uploadNumber(RegistryKey key) throws IOException {
            String name = LinkRecord.tagName(key.repository(), key.name());
            if (!name.equals(upload)) {
                upload = name;
                uploadNumber = found.names.add(name);
            }
            return uploadNumber;
        }
    }
}
