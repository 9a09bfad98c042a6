package dev.drayage.sync;

import dev.drayage.content.Blob;
import dev.drayage.content.ReadableContent;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;

/**
 * Content whose blobs are opened when the first byte is wanted. Opening one of a registry is a request, which holds a
 * connection: too much for a blob that turns out to be where it goes to, or that another image is just sending there.
 */
final class DeferredContent extends PassedContent {
    DeferredContent(ReadableContent content) {
        super(content);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return MediaTypes.isDocument(descriptor.mediaType())
                ? content.open(descriptor)
                : new DeferredBlob(content, descriptor);
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new DeferredContent(content.upon(base));
    }
}
