package dev.drayage.store;

import dev.drayage.bucket.Bucket;
import dev.drayage.bucket.LinkText;
import dev.drayage.bucket.ObjectInfo;
import dev.drayage.bucket.RegistryKey;
import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.WritableRepository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what the distribution registry has stored in the bucket of a store. First all blobs become known, and content
 * of the namespace that stays for a day; then each manifest is put into its repository, which makes what it refers to
 * stay, and each tag is given to its manifest. Bytes of manifests are read and verified, those of layers are not.
 */
final class StoreAdoption {
    private static final int ROWS = 100;
    private static final int DOCUMENT_BYTES = 4 << 20;
    private static final int TOLD = 100;
    private static final String HUB = "docker.io/";

    private final SharedParts parts;
    private final Bucket bucket;
    private final ImageNamespace namespace;
    private final ContentTable table;
    private final TemporaryRetention hold;
    private final List<String> problems = new ArrayList<>();
    private long blobs;
    private long bytes;
    private long manifests;
    private long tags;

    StoreAdoption(SharedParts parts, Bucket bucket, ImageNamespace namespace) {
        this.parts = parts;
        this.bucket = bucket;
        this.namespace = namespace;
        this.table = ContentTable.ofShared(namespace.name());
        this.hold = new TemporaryRetention(
                new LeaseTable(namespace.name()), parts.options().retention());
    }

    AdoptionReport run() throws IOException {
        List<BlobTable.Sized> some = new ArrayList<>();
        parts.place().walk(blob -> {
            some.add(blob);
            if (some.size() == ROWS) {
                know(some);
                some.clear();
            }
        });
        know(some);
        try (NamespaceRepositories repositories =
                NamespaceRepositories.writing(namespace, parts.database().clock(), () -> {})) {
            String after = null;
            do {
                Bucket.Listing page = bucket.list(RegistryKeys.REPOSITORIES, Bucket.Depth.ALL, after);
                for (ObjectInfo object : page.objects()) {
                    adopt(object.key(), repositories);
                }
                after = page.next();
            } while (after != null);
        }
        return new AdoptionReport(blobs, bytes, manifests, tags, problems);
    }

    private void know(List<BlobTable.Sized> some) throws IOException {
        parts.database().write(Durability.SYNCED, transaction -> {
            for (BlobTable.Sized blob : some) {
                know(blob, transaction);
            }
            return some;
        });
        blobs += some.size();
        some.forEach(blob -> bytes += blob.size());
    }

    private void know(BlobTable.Sized blob, Transaction transaction) throws SQLException {
        BlobTable.found(transaction, blob);
        if (!table.has(transaction, blob.digest()) && BlobTable.keep(transaction, blob.digest(), blob.size())) {
            Instant now = transaction.now();
            table.delete(transaction, blob.digest());
            table.insert(
                    transaction, new ContentInfo(blob.digest(), blob.size(), now, now, Collections.emptySortedMap()));
            hold.content(blob.digest(), transaction);
        }
    }

    private void adopt(String key, NamespaceRepositories repositories) throws IOException {
        RegistryKey parsed = RegistryKey.parse(key);
        try {
            if (parsed.kind() == RegistryKey.Kind.REVISION) {
                put(parsed.repository(), parsed.requireDigest(), List.of(), repositories);
                manifests++;
            } else if (parsed.kind() == RegistryKey.Kind.CURRENT) {
                put(parsed.repository(), link(key), List.of(parsed.name()), repositories);
                tags++;
            }
        } catch (ContentException | IllegalArgumentException e) {
            if (problems.size() < TOLD) {
                problems.add(key + ": " + e.getMessage());
            }
        }
    }

    private void put(String repository, Digest digest, List<String> names, NamespaceRepositories repositories)
            throws IOException {
        byte[] document = document(digest);
        Descriptor manifest = Descriptor.of(mediaType(document), digest, document.length);
        Optional<WritableRepository> writable = repositories.writable(name(repository));
        if (writable.isEmpty()) {
            throw new IllegalArgumentException("repository " + repository + " cannot be written to");
        }
        writable.get().put(manifest, document, names);
    }

    /** A name without a host is one of Docker Hub's, and is served without it. */
    private static String name(String repository) {
        return HUB + (repository.contains("/") ? repository : "library/" + repository);
    }

    private byte[] document(Digest digest) throws IOException {
        try (Blob blob = bucket.open(RegistryKeys.blob(digest))) {
            if (blob.size() > DOCUMENT_BYTES) {
                throw new IllegalArgumentException(
                        "manifest " + digest + " has " + blob.size() + " bytes, more than " + DOCUMENT_BYTES);
            }
            ByteBuffer all = ByteBuffer.allocate((int) blob.size());
            while (all.hasRemaining() && blob.readAt(all.position(), all) > 0) {
                // Read on.
            }
            byte[] read = all.array();
            if (!Digest.compute(digest.algorithm(), read).equals(digest)) {
                throw new IllegalArgumentException(
                        "manifest " + digest + " has other bytes than its digest says; push it again");
            }
            return read;
        } catch (ContentNotFoundException e) {
            throw new IllegalArgumentException("manifest " + digest + " has no bytes; push it again", e);
        }
    }

    private Digest link(String key) throws IOException {
        LinkText text = LinkText.read(bucket, key);
        if (text.target() == null) {
            throw new IllegalArgumentException(
                    (text.isThere() ? text.problem() : "is there no more") + "; push the tag again");
        }
        return text.target();
    }

    /** What the document says it is, or else what it looks like. */
    private static String mediaType(byte[] document) {
        RawDocument raw = RawDocument.of(document);
        for (String type : List.of(MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST)) {
            String found = manifest(raw, type);
            if (found != null) {
                return found;
            }
        }
        for (String type : List.of(MediaTypes.OCI_INDEX, MediaTypes.DOCKER_MANIFEST_LIST)) {
            try {
                Index.parse(raw, type, Limits.defaults());
                return type;
            } catch (InvalidDocumentException e) {
                // It is something else.
            }
        }
        throw new IllegalArgumentException("is neither a manifest nor an index that is known here");
    }

    private static @Nullable String manifest(RawDocument raw, String type) {
        try {
            Manifest.parse(raw, type, Limits.defaults());
            return type;
        } catch (InvalidDocumentException e) {
            return null;
        }
    }
}
