package dev.drayage.content;

import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Content that can be read, taken in and looked after (containerd's {@code content.Store}): what implementations offer.
 * Methods should take the narrowest of the interfaces united here. Thread-safe.
 */
public interface ContentStore extends ReadableContent, ContentIngester {

    /** Takes what is told of one blob after the other. */
    @FunctionalInterface
    interface Visitor {
        /** One blob; throwing ends the walk. */
        void visit(ContentInfo info) throws IOException;
    }

    /**
     * Changes labels; those not named stay as they are. A label set to the empty text is removed.
     *
     * @return what is known of the content now
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if the content is not here; of kind
     *     {@link ContentException.Kind#INVALID_ARGUMENT} if a key and its value have more than 4096 bytes together
     */
    ContentInfo label(Digest digest, Map<String, String> changes) throws IOException;

    /** Sees to it that several contents have labels, as {@link #label} does for one; what has them is left as it is. */
    default void labelAll(Map<Digest, ? extends Map<String, String>> changes) throws IOException {
        for (Map.Entry<Digest, ? extends Map<String, String>> change : changes.entrySet()) {
            Optional<ContentInfo> info = info(change.getKey());
            if (info.isEmpty()
                    || !info.get()
                            .labels()
                            .entrySet()
                            .containsAll(change.getValue().entrySet())) {
                label(change.getKey(), change.getValue());
            }
        }
    }

    /**
     * Replaces all labels; fails as {@link #label} does.
     *
     * @return what is known of the content now
     */
    ContentInfo replaceLabels(Digest digest, Map<String, String> labels) throws IOException;

    /** Shows all content, in order of digest; no listing is held in memory. */
    void walk(Visitor visitor) throws IOException;

    /**
     * Removes content.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if it is not here
     */
    void delete(Digest digest) throws IOException;

    /**
     * How far one ingest is.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none of this ref
     */
    IngestStatus status(String ref) throws IOException;

    /** All ingests, in order of their refs. */
    List<IngestStatus> ingests() throws IOException;

    /**
     * Throws an ingest away, with its bytes, even while it is written: what its writer does next fails, with a {@link
     * ContentException} of kind {@link ContentException.Kind#UNAVAILABLE}.
     *
     * @throws ContentException of kind {@link ContentException.Kind#NOT_FOUND} if there is none of this ref
     */
    void abort(String ref) throws IOException;
}
