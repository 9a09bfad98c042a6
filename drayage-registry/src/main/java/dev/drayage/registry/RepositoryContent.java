package dev.drayage.registry;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a repository holds. Manifests and indexes have an endpoint of their own; where only a digest is known, what was read
 * before tells which endpoint it is.
 */
final class RepositoryContent implements ReadableContent {
    private final Mirrors mirrors;
    private final String path;
    private final String location;
    private final ManifestClient manifests;
    private final Limits limits;
    private final long maxSpillBytes;
    private final int parallelism;
    private final BlobPresence blobs;
    private final Map<Digest, Descriptor> documents = new ConcurrentHashMap<>();

    /** Sizes of blobs as the manifests that were read give them. */
    private final Map<Digest, Long> sizes = new ConcurrentHashMap<>();

    RepositoryContent(
            Mirrors mirrors, String path, String location, ManifestClient manifests, RegistryOptions options) {
        this.mirrors = mirrors;
        this.path = path;
        this.location = location;
        this.manifests = manifests;
        this.limits = options.documents();
        this.maxSpillBytes = options.maxSpillBytes();
        this.parallelism = options.connectionsPerHost();
        this.blobs = new BlobPresence(mirrors, path, location);
    }

    /** Says that this is a manifest or index. */
    void noteDocument(Descriptor document) {
        documents.put(document.digest(), document);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        if (isDocument(descriptor) || documents.containsKey(descriptor.digest())) {
            return document(descriptor);
        }
        try {
            return RemoteBlob.open(new RangeSource(mirrors, path, descriptor, location), maxSpillBytes);
        } catch (ContentNotFoundException e) {
            if (MediaTypes.isKnown(descriptor.mediaType())) {
                throw e;
            }
            // An index may list anything, and what it lists went in as a manifest.
            return document(descriptor);
        }
    }

    private static boolean isDocument(Descriptor descriptor) {
        return MediaTypes.isDocument(descriptor.mediaType());
    }

    private Blob document(Descriptor descriptor) throws IOException {
        byte[] bytes = manifests.fetch(descriptor);
        noteDocument(descriptor);
        noteChildren(bytes, descriptor.mediaType());
        return Blob.ofBytes(bytes);
    }

    private void noteChildren(byte[] bytes, String mediaType) {
        try {
            for (Descriptor child : Documents.childrenOf(RawDocument.of(bytes), mediaType, limits)) {
                if (isDocument(child)) {
                    noteDocument(child);
                } else {
                    sizes.putIfAbsent(child.digest(), child.size());
                }
            }
        } catch (InvalidDocumentException e) {
            // Whoever reads it will tell.
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return size(digest).map(bytes -> new ContentInfo(digest, bytes));
    }

    private Optional<Long> size(Digest digest) throws IOException {
        Descriptor document = documents.get(digest);
        if (document == null) {
            Optional<Long> size = blobs.size(digest, expected(digest));
            return size.isPresent() ? size : manifests.size(digest);
        }
        Optional<Long> size = manifests.sizeByReading(document);
        return size.isPresent() ? size : blobs.size(digest, OptionalLong.of(document.size()));
    }

    private OptionalLong expected(Digest digest) {
        Long size = sizes.get(digest);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /** Its blobs, for who wants to know whether they need to be sent. */
    BlobPresence blobs() {
        return blobs;
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public String location() {
        return location;
    }
}
