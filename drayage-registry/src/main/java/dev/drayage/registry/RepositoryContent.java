package dev.drayage.registry;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Index;
import dev.drayage.oci.InvalidDocumentException;
import dev.drayage.oci.JsonLimits;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import dev.drayage.registry.Sites.Answer;
import dev.drayage.registry.hosts.Capability;
import dev.drayage.registry.http.Request;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a repository holds. Manifests and indexes have a door of their own; where only a digest is known, what was read
 * before tells which door it is.
 */
final class RepositoryContent implements ReadableContent {
    private final Sites sites;
    private final String path;
    private final String location;
    private final Manifests manifests;
    private final JsonLimits limits;
    private final long maxSpillBytes;
    private final int parallelism;
    private final Map<Digest, Descriptor> documents = new ConcurrentHashMap<>();

    RepositoryContent(Sites sites, String path, String location, Manifests manifests, RegistryOptions options) {
        this.sites = sites;
        this.path = path;
        this.location = location;
        this.manifests = manifests;
        this.limits = options.documents();
        this.maxSpillBytes = options.maxSpillBytes();
        this.parallelism = options.connectionsPerHost();
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
            return RemoteBlob.open(new RangeSource(sites, path, descriptor, location), maxSpillBytes);
        } catch (ContentNotFoundException e) {
            if (MediaTypes.isKnown(descriptor.mediaType())) {
                throw e;
            }
            // An index may list anything, and what it lists went in as a manifest.
            return document(descriptor);
        }
    }

    private static boolean isDocument(Descriptor descriptor) {
        return MediaTypes.isManifest(descriptor.mediaType()) || MediaTypes.isIndex(descriptor.mediaType());
    }

    private Blob document(Descriptor descriptor) throws IOException {
        byte[] bytes = manifests.fetch(descriptor);
        noteDocument(descriptor);
        if (MediaTypes.isIndex(descriptor.mediaType())) {
            noteListed(bytes, descriptor.mediaType());
        }
        return Blob.ofBytes(bytes);
    }

    private void noteListed(byte[] bytes, String mediaType) {
        try {
            Index.parse(RawDocument.of(bytes), mediaType, limits).manifests().stream()
                    .filter(RepositoryContent::isDocument)
                    .forEach(this::noteDocument);
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
            Optional<Long> size = blobSize(digest);
            return size.isPresent() ? size : manifests.size(digest);
        }
        Optional<Long> size = manifests.sizeByReading(document);
        return size.isPresent() ? size : blobSize(digest);
    }

    /** The size of a blob, if it is there. */
    Optional<Long> blobSize(Digest digest) throws IOException {
        try (Answer answer = sites.ask(
                Capability.PULL, Access.pull(path), site -> Request.of("HEAD", site.uri(path + "/blobs/" + digest)))) {
            if (answer.response().status() == 404) {
                return Optional.empty();
            }
            if (answer.response().status() != 200) {
                throw Refusal.of(answer.response(), "cannot look for blob " + digest + " in " + location);
            }
            if (answer.response().contentLength().isPresent()) {
                return Optional.of(answer.response().contentLength().getAsLong());
            }
        }
        Descriptor unknown = Descriptor.of(MediaTypes.OCTET_STREAM, digest, 1);
        try (Blob blob = RemoteBlob.open(new RangeSource(sites, path, unknown, location), maxSpillBytes)) {
            return Optional.of(blob.size());
        }
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
