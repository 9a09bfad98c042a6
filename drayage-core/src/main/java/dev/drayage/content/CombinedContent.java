package dev.drayage.content;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Several places looked through in order. What is the same by digest is the same wherever it lies. */
record CombinedContent(List<ReadableContent> places) implements ReadableContent {
    CombinedContent {
        places = List.copyOf(places);
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        for (ReadableContent place : places) {
            try {
                return place.open(descriptor);
            } catch (ContentNotFoundException e) {
                // The next place may have it.
            }
        }
        throw ContentNotFoundException.of(descriptor, location());
    }

    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        for (ReadableContent place : places) {
            if (place.distrust(descriptor)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        for (ReadableContent place : places) {
            Optional<ContentInfo> info = place.info(digest);
            if (info.isPresent()) {
                return info;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<String> whereabouts(Digest digest) throws IOException {
        for (ReadableContent place : places) {
            Optional<String> known = place.whereabouts(digest);
            if (known.isPresent()) {
                return known;
            }
        }
        return Optional.empty();
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new CombinedContent(
                places.stream().map(place -> place.upon(base)).toList());
    }

    @Override
    public int parallelism() {
        return places.stream().mapToInt(ReadableContent::parallelism).max().orElse(1);
    }

    @Override
    public String location() {
        return places.stream().map(ContentProvider::location).distinct().collect(Collectors.joining(", "));
    }
}
