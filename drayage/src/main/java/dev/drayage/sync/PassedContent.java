package dev.drayage.sync;

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

/** Content that passes on to other content whatever it does not do itself. */
abstract class PassedContent implements ReadableContent {
    final ReadableContent content;

    PassedContent(ReadableContent content) {
        this.content = content;
    }

    @Override
    public abstract ReadableContent upon(ReadableContent base);

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        return content.open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        return content.info(digest);
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return content.verification(descriptor);
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
