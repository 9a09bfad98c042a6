package dev.drayage.content;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Content that can be asked about and read: what planning an archive or verifying an image takes. */
public interface ReadableContent extends ContentProvider, InfoProvider {

    /**
     * How many questions to ask at once where there are many: one, unless each response comes over a network.
     *
     * @return 1 or more
     */
    default int parallelism() {
        return 1;
    }

    /** Labels of content that was opened here so far: more than its bytes say, worth to be noted wherever it goes. */
    default Map<Digest, SortedMap<String, String>> labels() {
        return Map.of();
    }

    /**
     * Where content is that this place refers to and is known to lack, such as the base of a bundle.
     *
     * @return a few words for messages; empty if that is not known
     */
    default Optional<String> whereabouts(Digest digest) throws IOException {
        return Optional.empty();
    }

    /**
     * This content, with what is made of content of another place: the layers of which a bundle has deltas. What nothing can
     * be made for stays as it is.
     *
     * @param base where that may be; closing it stays with the caller
     */
    default ReadableContent upon(ReadableContent base) {
        return this;
    }

    /** Several places as one, looked through in order. Closing them stays with the caller. */
    static ReadableContent combine(List<? extends ReadableContent> places) {
        return places.size() == 1 ? places.get(0) : new CombinedContent(List.copyOf(places));
    }
}
