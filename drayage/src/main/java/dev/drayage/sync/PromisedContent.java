package dev.drayage.sync;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.InvalidDocumentException;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.RawDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Content of a registry, which takes a manifest only after its blobs: what a manifest names that it has just sent is taken to
 * be there, and is not asked for. A promise that is not kept shows when the blob is opened.
 */
final class PromisedContent extends PassedContent {
    private final Map<Digest, Long> promised;

    PromisedContent(ReadableContent content) {
        this(content, new ConcurrentHashMap<>());
    }

    private PromisedContent(ReadableContent content, Map<Digest, Long> promised) {
        super(content);
        this.promised = promised;
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new PromisedContent(content.upon(base), promised);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        Blob blob = super.open(descriptor);
        if (MediaTypes.isManifest(descriptor.mediaType())
                && blob.size() <= Limits.defaults().maxBytes()) {
            try {
                ByteBuffer bytes = ByteBuffer.allocate((int) blob.size());
                blob.readAt(0, bytes);
                note(bytes.array(), descriptor.mediaType());
            } catch (IOException | RuntimeException e) {
                blob.close();
                throw e;
            }
        }
        return blob;
    }

    private void note(byte[] manifest, String mediaType) {
        try {
            for (Descriptor child : Documents.childrenOf(RawDocument.of(manifest), mediaType, Limits.defaults())) {
                // Registries do without those that must not be passed on.
                if (!MediaTypes.isDocument(child.mediaType()) && !MediaTypes.isNonDistributable(child.mediaType())) {
                    promised.putIfAbsent(child.digest(), child.size());
                }
            }
        } catch (InvalidDocumentException e) {
            // Whoever reads it tells.
        }
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Long size = promised.get(digest);
        return size == null ? super.info(digest) : Optional.of(new ContentInfo(digest, size));
    }

    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        promised.remove(descriptor.digest());
        return super.distrust(descriptor);
    }
}
