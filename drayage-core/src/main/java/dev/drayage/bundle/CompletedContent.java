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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of a bundle, and after it that of its bases.
 *
 * @param bundle looked at first, in which the labels are
 * @param bases where the rest should be
 */
record CompletedContent(ReadableContent bundle, List<ReadableContent> bases) implements ReadableContent {
    CompletedContent {
        bases = List.copyOf(bases);
    }

    /** With what the bundle has deltas of made of the bases. */
    static CompletedContent of(BundleContent bundle, List<ReadableContent> bases) {
        return new CompletedContent(bundle.upon(ReadableContent.combine(bases)), bases);
    }

    /** Bases may be bundles themselves, which have deltas. */
    @Override
    public ReadableContent upon(ReadableContent base) {
        List<ReadableContent> based =
                bases.stream().map(each -> each.upon(base)).toList();
        return new CompletedContent(
                bundle.upon(ReadableContent.combine(
                        Stream.concat(based.stream(), Stream.of(base)).toList())),
                based);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        for (ReadableContent place : places()) {
            try {
                return place.open(descriptor);
            } catch (ContentNotFoundException e) {
                // The next place may have it.
            }
        }
        throw ContentNotFoundException.of(descriptor, location());
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        for (ReadableContent place : places()) {
            Optional<ContentInfo> info = place.info(digest);
            if (info.isPresent()) {
                return info;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> whereabouts(Digest digest) throws IOException {
        return bundle.whereabouts(digest)
                .map(where -> where + ", and not in "
                        + bases.stream().map(ReadableContent::location).collect(Collectors.joining(" or ")));
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return owner(descriptor).verification(descriptor);
    }

    /** Where content lies; the bundle if that cannot be found out, for whoever reads it is told. */
    private ReadableContent owner(Descriptor descriptor) {
        try {
            for (ReadableContent place : places()) {
                if (place.info(descriptor.digest()).isPresent()) {
                    return place;
                }
            }
        } catch (IOException e) {
            // Told by whoever opens it.
        }
        return bundle;
    }

    private List<ReadableContent> places() {
        return Stream.concat(Stream.of(bundle), bases.stream()).toList();
    }

    @Override
    public int parallelism() {
        return places().stream().mapToInt(ReadableContent::parallelism).max().orElse(1);
    }

    @Override
    public Map<Digest, SortedMap<String, String>> labels() {
        return bundle.labels();
    }

    @Override
    public DigestMismatchException mismatch(Descriptor descriptor, Digest actual) {
        return owner(descriptor).mismatch(descriptor, actual);
    }

    @Override
    public String location(Descriptor descriptor) {
        return owner(descriptor).location();
    }

    @Override
    public String location() {
        return places().stream().map(ReadableContent::location).distinct().collect(Collectors.joining(", "));
    }
}
