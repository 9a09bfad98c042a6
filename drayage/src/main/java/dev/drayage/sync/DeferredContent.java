package dev.drayage.sync;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.MediaTypes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Content whose blobs are opened when the first byte is wanted. Opening one of a registry is a request, which holds a
 * connection: too much for a blob that turns out to be where it goes to, or that another image is just sending there.
 *
 * @param content where the blobs are
 */
record DeferredContent(ReadableContent content) implements ReadableContent {
    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return MediaTypes.isDocument(descriptor.mediaType())
                ? content.open(descriptor)
                : new DeferredBlob(content, descriptor);
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return content.verification(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return content.info(digest);
    }

    @Override
    public int parallelism() {
        return content.parallelism();
    }

    @Override
    public Map<Digest, SortedMap<String, String>> labels() {
        return content.labels();
    }

    @Override
    public Optional<String> whereabouts(Digest digest) throws IOException {
        return content.whereabouts(digest);
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new DeferredContent(content.upon(base));
    }

    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        return content.distrust(descriptor);
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return content.mismatch(descriptor, actual);
    }

    @Override
    public String location(Descriptor descriptor) {
        return content.location(descriptor);
    }

    @Override
    public String location() {
        return content.location();
    }
}
