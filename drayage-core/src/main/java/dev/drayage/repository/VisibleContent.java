package dev.drayage.repository;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentInfo;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.ReadableContent;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a repository shows of the content of its place.
 *
 * @param place all of it
 * @param view what of it is in the repository
 */
record VisibleContent(ReadableContent place, View view) implements ReadableContent {

    /** Says what is in a repository. */
    @FunctionalInterface
    interface View {
        /** Whether some content that its place has is in it. */
        boolean shows(ContentInfo info) throws IOException;
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        if (info(descriptor.digest()).isEmpty()) {
            throw ContentNotFoundException.of(descriptor, location());
        }
        return place.open(descriptor);
    }

    @Override
    public ReadableContent upon(ReadableContent base) {
        return new VisibleContent(place.upon(base), view);
    }

    /** What its place has not is looked for nowhere. */
    @Override
    public Optional<ContentInfo> info(Digest digest) throws IOException {
        Optional<ContentInfo> info = place.info(digest);
        return info.isPresent() && view.shows(info.get()) ? info : Optional.empty();
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return place.verification(descriptor);
    }

    @Override
    public int parallelism() {
        return place.parallelism();
    }

    @Override
    public Map<Digest, SortedMap<String, String>> labels() {
        return place.labels();
    }

    @Override
    public String location() {
        return place.location();
    }
}
