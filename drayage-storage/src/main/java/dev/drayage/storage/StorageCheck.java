package dev.drayage.storage;

import dev.drayage.bucket.Bucket.Depth;
import dev.drayage.bucket.Bucket.Listing;
import dev.drayage.bucket.LinkText;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.OpenUpload;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Digest;
import dev.drayage.place.check.WholePlaceCheck.CheckReport;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads all of a storage once: first every blob, several at once, then the links of each repository, which lie together. Of
 * each blob a few bytes are remembered, and of each link of the repository at hand.
 */
final class StorageCheck {
    /** Of a blob: it has the digest that it should. */
    static final int SOUND = 1;

    /** Of a blob: it is there, with other bytes. */
    static final int DAMAGED = 2;

    /** Of a blob: a link of a layer or manifest leads to it. */
    static final int LINKED = 4;

    private static final int BUFFER_BYTES = 256 << 10;

    private final RegistryStorage storage;
    private final StorageProblems problems;
    private final DigestTable blobs;
    private final int parallelism;

    StorageCheck(RegistryStorage storage, StorageProblems problems) {
        this(storage, problems, new DigestTable());
    }

    private StorageCheck(RegistryStorage storage, StorageProblems problems, DigestTable blobs) {
        this.storage = storage;
        this.problems = problems;
        this.blobs = blobs;
        this.parallelism = Math.max(
                Runtime.getRuntime().availableProcessors(), storage.content().parallelism());
    }

    /** A check of the same storage that knows its blobs, and tells somebody else. */
    StorageCheck withProblems(StorageProblems others) {
        return new StorageCheck(storage, others, blobs);
    }

    /** Takes note that a blob has been replaced. */
    void becameSound(Digest digest) {
        blobs.add(digest, SOUND);
    }

    /** Whether a blob is there with the bytes that it should have. */
    boolean isThere(Digest digest) {
        return blobs.has(digest, SOUND);
    }

    CheckReport run() throws IOException {
        storage.requireThere(null);
        checkBlobs();
        checkLinks();
        findOrphans();
        for (OpenUpload upload : storage.bucket().openUploads("")) {
            problems.note(
                    upload.key(),
                    "the parts of " + upload.key() + ", begun at " + upload.began() + ", were not put together");
        }
        return problems.report();
    }

    /** Looks at a page of objects. */
    @FunctionalInterface
    private interface Page {
        void visit(List<ObjectInfo> objects) throws IOException;
    }

    private void pages(Page page) throws IOException {
        String after = null;
        do {
            Listing listing = storage.bucket().list("", Depth.ALL, after);
            page.visit(listing.objects());
            after = listing.next();
        } while (after != null);
    }

    private void checkBlobs() throws IOException {
        pages(objects -> {
            Map<Digest, String> damage = new ConcurrentHashMap<>();
            try (TaskScope scope = TaskScope.open("dray-verify", parallelism)) {
                for (ObjectInfo object : objects) {
                    RegistryKeys.blobOf(object.key())
                            .ifPresent(digest -> scope.fork(
                                    () -> problem(object, digest).ifPresent(what -> damage.put(digest, what))));
                }
                scope.join();
            }
            for (ObjectInfo object : objects) {
                RegistryKey key = RegistryKey.parse(object.key());
                switch (key.kind()) {
                    case BLOB -> noteBlob(key.requireDigest(), object, damage);
                    case FOREIGN -> noteForeign(object);
                    default -> {
                        // Looked at when all blobs are known.
                    }
                }
            }
        });
    }

    private void noteForeign(ObjectInfo object) throws IOException {
        String what =
                "file " + Quotes.printable(object.key()) + " (" + object.size() + " bytes) is none of the registry's";
        // Old registries kept signatures as links among the manifests.
        if (object.key().contains("/_manifests") && !object.key().endsWith("/link")) {
            problems.corrupt(object.key(), what + ", and lies where it keeps manifests and tags");
        } else {
            problems.note(object.key(), what);
        }
    }

    private void noteBlob(Digest digest, ObjectInfo object, Map<Digest, String> damage) throws IOException {
        String what = damage.get(digest);
        if (what == null) {
            blobs.add(digest, SOUND);
            problems.soundBlob(object.size());
        } else {
            blobs.add(digest, DAMAGED);
            problems.corruptBlob(digest, "blob " + digest + " is corrupt: " + what);
        }
    }

    private Optional<String> problem(ObjectInfo object, Digest digest) throws IOException {
        MessageDigest hash = digest.algorithm().newMessageDigest();
        try (Blob blob = storage.bucket().open(object.key())) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(BUFFER_BYTES, blob.size())));
            for (long at = 0; at < blob.size(); at += buffer.limit()) {
                blob.readAt(at, buffer.clear());
                hash.update(buffer.flip().duplicate());
            }
            Digest actual = Digest.ofHash(digest.algorithm(), hash.digest());
            return actual.equals(digest)
                    ? Optional.empty()
                    : Optional.of("its " + blob.size() + " bytes hash to " + actual);
        } catch (ContentException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.of("it was removed while it was read");
            }
            throw e;
        }
    }

    /** Looks at all links, when the blobs are known. */
    void checkLinks() throws IOException {
        RepositoryCheck[] current = {new RepositoryCheck(storage, "", blobs, problems)};
        pages(objects -> {
            List<ObjectInfo> links =
                    objects.stream().filter(StorageCheck::isOfRepository).toList();
            Map<String, LinkText> texts = read(links);
            for (ObjectInfo object : links) {
                RegistryKey key = RegistryKey.parse(object.key());
                if (!key.repository().equals(current[0].path())) {
                    current[0].finish();
                    current[0] = new RepositoryCheck(storage, key.repository(), blobs, problems);
                }
                current[0].visit(object, key, texts.get(object.key()));
            }
        });
        current[0].finish();
    }

    private static boolean isOfRepository(ObjectInfo object) {
        RegistryKey.Kind kind = RegistryKey.parse(object.key()).kind();
        return kind != RegistryKey.Kind.BLOB && kind != RegistryKey.Kind.FOREIGN;
    }

    private Map<String, LinkText> read(List<ObjectInfo> objects) throws IOException {
        Map<String, LinkText> texts = new ConcurrentHashMap<>();
        try (TaskScope scope = TaskScope.open("dray-verify", parallelism)) {
            for (ObjectInfo object : objects) {
                if (RegistryKey.parse(object.key()).kind() != RegistryKey.Kind.UPLOAD) {
                    scope.fork(() -> texts.put(object.key(), LinkText.read(storage.bucket(), object.key())));
                }
            }
            scope.join();
        }
        return texts;
    }

    private void findOrphans() throws IOException {
        pages(objects -> {
            for (ObjectInfo object : objects) {
                Optional<Digest> digest = RegistryKeys.blobOf(object.key());
                if (digest.isPresent() && !blobs.has(digest.get(), LINKED)) {
                    problems.note(
                            digest.get().toString(),
                            "blob " + digest.get() + " (" + object.size()
                                    + " bytes) is an orphan: no repository has a link" + " to it");
                }
            }
        });
    }
}
