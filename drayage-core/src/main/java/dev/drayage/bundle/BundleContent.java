package dev.drayage.bundle;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a bundle, which knows where the rest is.
 *
 * @param content what lies in it
 * @param blobs what is said of that, and of the rest
 * @param layers begins to make layers of its deltas
 * @param bases what they are made upon
 * @param made those layers; null without a base
 */
record BundleContent(
        ReadableContent content,
        BundleBlobs blobs,
        MadeLayers layers,
        List<ReadableContent> bases,
        LayerMaker.@Nullable Layers made)
        implements ReadableContent {
    BundleContent {
        bases = List.copyOf(bases);
    }

    /** Upon no base yet. */
    BundleContent(ReadableContent content, BundleBlobs blobs, MadeLayers layers) {
        this(content, blobs, layers, List.of(), null);
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        if (blobs.deltas().isEmpty()) {
            return this;
        }
        List<ReadableContent> all =
                Stream.concat(bases.stream(), Stream.of(base)).toList();
        return new BundleContent(content, blobs, layers, all, layers.upon(content, ReadableContent.combine(all)));
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        if (made != null) {
            Optional<Descriptor> delta = blobs.delta(descriptor.digest());
            if (delta.isPresent()) {
                if (made.info(delta.get(), descriptor.digest()).isEmpty()) {
                    throw ContentNotFoundException.of(descriptor, location());
                }
                return made.open(delta.get(), descriptor);
            }
        }
        return content.open(descriptor);
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        if (made != null) {
            Optional<Descriptor> delta = blobs.delta(digest);
            if (delta.isPresent()) {
                return made.info(delta.get(), digest);
            }
        }
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
