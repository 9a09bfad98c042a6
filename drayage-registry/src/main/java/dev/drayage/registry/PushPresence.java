package dev.drayage.registry;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.InfoProvider;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What need not be pushed, for a repository has it. A registry that refuses to say is taken to have nothing. What was just
 * found to be absent is not asked for again by whoever sends it then. Thread-safe.
 */
final class PushPresence implements InfoProvider {
    private final BlobPresence blobs;
    private final ManifestClient manifests;
    private final Set<Digest> absent = ConcurrentHashMap.newKeySet();

    PushPresence(BlobPresence blobs, ManifestClient manifests) {
        this.blobs = blobs;
        this.manifests = manifests;
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Optional<Long> size = blobs.sizeForPush(digest, OptionalLong.empty());
        if (size.isEmpty()) {
            size = documentSize(digest);
        }
        if (size.isEmpty()) {
            absent.add(digest);
        }
        return size.map(bytes -> new ContentInfo(digest, bytes));
    }

    /** Whether content is there as what it is: the bytes of a manifest may be there as a blob, such as one of a delta. */
    boolean has(Descriptor content) throws IOException {
        Optional<Long> size = MediaTypes.isDocument(content.mediaType())
                ? documentSize(content.digest())
                : blobs.sizeForPush(content.digest(), OptionalLong.of(content.size()));
        if (size.isEmpty()) {
            absent.add(content.digest());
        }
        return size.equals(Optional.of(content.size()));
    }

    private Optional<Long> documentSize(Digest digest) throws IOException {
        try {
            return manifests.size(digest);
        } catch (ContentException e) {
            return Optional.empty();
        }
    }

    boolean hasBlob(Descriptor blob) throws IOException {
        return !absent.remove(blob.digest())
                && blobs.sizeForPush(blob.digest(), OptionalLong.of(blob.size()))
                        .isPresent();
    }

    /** Whether a manifest or index is there as it should be. */
    boolean hasDocument(Descriptor document) throws IOException {
        if (absent.remove(document.digest())) {
            return false;
        }
        try {
            manifests.fetch(document);
            return true;
        } catch (ContentException e) {
            return false;
        }
    }

    /** Whether a blob is there after it was sent and the response was lost. */
    boolean hasArrived(Digest digest) throws IOException {
        return blobs.sizeForPush(digest, OptionalLong.empty()).isPresent();
    }
}
