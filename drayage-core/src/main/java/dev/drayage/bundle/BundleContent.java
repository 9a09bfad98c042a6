package dev.drayage.bundle;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The content of a bundle, which knows where the rest is.
 *
 * @param content what lies in it
 * @param blobs what is said of that, and of the rest
 */
record BundleContent(ReadableContent content, BundleBlobs blobs) implements ReadableContent {
    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return content.open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return content.info(digest);
    }

    @Override
    public Optional<String> whereabouts(Digest digest) {
        return blobs.whereabouts(digest);
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return content.verification(descriptor);
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return content.mismatch(descriptor, actual);
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
    public String location() {
        return content.location();
    }
}
