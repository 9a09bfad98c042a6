package dev.drayage.testkit.registry;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Referral;
import dev.drayage.json.Quotes;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.repository.Repository;
import dev.drayage.repository.WritableRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A repository in memory, whose blobs can be damaged. Thread-safe. */
@SuppressWarnings("exports") // to our modules alone
public final class MemoryRepository implements WritableRepository {
    private static final int MAX_BYTES = 1 << 30;

    private final String name;
    private final Map<Digest, byte[]> blobs = new TreeMap<>();
    private final NavigableMap<Digest, Descriptor> manifests = new TreeMap<>();
    private final Map<Digest, byte[]> documents = new HashMap<>();
    private final NavigableMap<String, Digest> tags = new TreeMap<>();
    private final Map<String, MemoryUpload> uploads = new HashMap<>();
    private boolean isThere;

    MemoryRepository(String name) {
        this.name = name;
    }

    /** Whether anything was ever pushed to it. */
    synchronized boolean isThere() {
        return isThere;
    }

    @Override
    public String name() {
        return name;
    }

    /** Adds a blob under a digest that need not be its own. */
    public synchronized void addBlob(Digest digest, byte[] bytes) {
        blobs.put(digest, bytes.clone());
        isThere = true;
    }

    /** Adds a manifest or index with what it refers to, as far as the place has it; all else is a blob. */
    void add(ContentProvider place, Descriptor descriptor) throws IOException {
        byte[] bytes;
        try {
            bytes = Verification.readAll(place, descriptor, MAX_BYTES);
        } catch (ContentNotFoundException e) {
            return; // a platform that was left out, for example
        }
        if (!MediaTypes.isDocument(descriptor.mediaType())) {
            addBlob(descriptor.digest(), bytes);
            return;
        }
        put(descriptor, bytes, List.of());
        for (Descriptor child :
                Documents.childrenOf(RawDocument.of(bytes), descriptor.mediaType(), Limits.defaults())) {
            add(place, child);
        }
    }

    /** The bytes of a blob or manifest that is here. */
    public synchronized byte[] bytes(Digest digest) {
        byte[] bytes = stored(digest);
        if (bytes == null) {
            throw new IllegalArgumentException("there is no " + digest + " in " + name);
        }
        return bytes.clone();
    }

    /** The digests of its blobs, in their order; manifests are none. */
    public synchronized List<Digest> blobs() {
        return List.copyOf(blobs.keySet());
    }

    /** The digests of its manifests, in their order. */
    public synchronized List<Digest> manifests() {
        return List.copyOf(manifests.keySet());
    }

    /** How many uploads were begun and neither finished nor cancelled. */
    public synchronized int uploads() {
        return uploads.size();
    }

    private synchronized byte @Nullable [] stored(Digest digest) {
        byte[] document = documents.get(digest);
        return document == null ? blobs.get(digest) : document;
    }

    @Override
    public ReadableContent content() {
        return new Content();
    }

    private final class Content implements ReadableContent {
        @Override
        public Blob open(Descriptor descriptor) throws ContentNotFoundException {
            byte[] bytes = stored(descriptor.digest());
            if (bytes == null) {
                throw ContentNotFoundException.of(descriptor, location());
            }
            return Blob.ofBytes(bytes);
        }

        @Override
        public Optional<ContentInfo> info(Digest digest) {
            return Optional.ofNullable(stored(digest)).map(bytes -> new ContentInfo(digest, bytes.length));
        }

        @Override
        public String location() {
            return "memory:" + name;
        }
    }

    @Override
    public synchronized Optional<Descriptor> find(String reference) {
        Digest tagged = tags.get(reference);
        if (tagged != null) {
            return Optional.ofNullable(manifests.get(tagged));
        }
        try {
            return Optional.ofNullable(manifests.get(Digest.parse(reference)));
        } catch (InvalidDigestException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized List<String> tags(String after, int limit) {
        return tags.tailMap(after, false).keySet().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<Descriptor> referrers(Descriptor subject) throws InvalidDocumentException {
        List<Descriptor> found = new ArrayList<>();
        for (Descriptor manifest : manifests.values()) {
            Referral.of(manifest, document(manifest), Limits.defaults())
                    .filter(referral -> referral.subject().equals(subject.digest()))
                    .ifPresent(referral -> found.add(referral.referrer()));
        }
        return found;
    }

    private RawDocument document(Descriptor manifest) {
        return RawDocument.of(bytes(manifest.digest()));
    }

    @Override
    public synchronized String beginUpload() {
        String id = UUID.randomUUID().toString();
        uploads.put(id, new MemoryUpload(this, id));
        return id;
    }

    @Override
    public synchronized ContentWriter upload(String id) throws ContentException {
        MemoryUpload upload = uploads.get(id);
        if (upload == null) {
            throw noUpload(id);
        }
        return upload.open();
    }

    @Override
    public synchronized void cancelUpload(String id) throws ContentException {
        if (uploads.remove(id) == null) {
            throw noUpload(id);
        }
    }

    /** Ends an upload, which becomes a blob. */
    synchronized void finish(String id, Digest digest, byte[] bytes) throws ContentException {
        if (uploads.remove(id) == null) {
            throw noUpload(id);
        }
        isThere = true;
        blobs.putIfAbsent(digest, bytes);
    }

    synchronized boolean hasUpload(String id) {
        return uploads.containsKey(id);
    }

    ContentException noUpload(String id) {
        return ContentNotFoundException.of("there is no upload " + Quotes.quote(id) + " to " + name, null);
    }

    @Override
    public boolean mount(Digest digest, Repository from) {
        if (!(from instanceof MemoryRepository other)) {
            return false;
        }
        byte[] bytes = other.stored(digest);
        if (bytes == null) {
            return false;
        }
        addBlob(digest, bytes);
        return true;
    }

    @Override
    public synchronized void put(Descriptor manifest, byte[] document, Collection<String> named) {
        manifests.put(manifest.digest(), Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size()));
        documents.put(manifest.digest(), document.clone());
        named.forEach(tag -> tags.put(tag, manifest.digest()));
        isThere = true;
    }

    @Override
    public synchronized boolean deleteTag(String tag) {
        return tags.remove(tag) != null;
    }

    @Override
    public synchronized boolean deleteManifest(Digest digest) throws ContentException, InvalidDocumentException {
        if (manifests.containsKey(digest)) {
            requireUnused(digest);
        }
        tags.values().removeIf(digest::equals);
        documents.remove(digest);
        return manifests.remove(digest) != null;
    }

    @Override
    public synchronized boolean deleteBlob(Digest digest) throws ContentException, InvalidDocumentException {
        if (!blobs.containsKey(digest)) {
            return false;
        }
        requireUnused(digest);
        return blobs.remove(digest) != null;
    }

    private void requireUnused(Digest digest) throws ContentException, InvalidDocumentException {
        for (Descriptor manifest : manifests.values()) {
            boolean isUsed = Documents.childrenOf(document(manifest), manifest.mediaType(), Limits.defaults()).stream()
                    .anyMatch(child -> child.digest().equals(digest));
            if (isUsed) {
                throw new ContentException(
                        ContentException.Kind.FAILED_PRECONDITION, manifest + " of " + name + " needs " + digest);
            }
        }
    }
}
