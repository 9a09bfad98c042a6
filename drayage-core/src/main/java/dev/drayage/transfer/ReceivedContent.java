package dev.drayage.transfer;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.image.ImageDestination;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The content of a source, with that which the source is known to lack and the destination has: a bundle completes what was
 * copied there before.
 */
record ReceivedContent(ReadableContent source, ImageDestination destination) implements ReadableContent {
    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        try {
            return source.open(descriptor);
        } catch (ContentNotFoundException e) {
            Optional<ReadableContent> there = destination.readable();
            if (there.isPresent() && source.whereabouts(descriptor.digest()).isPresent()) {
                return there.get().open(descriptor);
            }
            throw e;
        }
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new ReceivedContent(source.upon(base), destination);
    }

    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        return source.distrust(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Optional<ContentInfo> info = source.info(digest);
        return info.isPresent() || source.whereabouts(digest).isEmpty()
                ? info
                : destination.present().info(digest);
    }

    @Override
    public Optional<String> whereabouts(Digest digest) throws IOException {
        return source.whereabouts(digest);
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return source.verification(descriptor);
    }

    @Override
    public int parallelism() {
        return source.parallelism();
    }

    @Override
    public Map<Digest, SortedMap<String, String>> labels() {
        return source.labels();
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return source.mismatch(descriptor, actual);
    }

    @Override
    public String location(Descriptor descriptor) {
        return source.location(descriptor);
    }

    @Override
    public String location() {
        return source.location();
    }
}
