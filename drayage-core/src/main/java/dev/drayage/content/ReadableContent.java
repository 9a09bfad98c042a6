package dev.drayage.content;

import java.util.List;

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

    /** Several places as one, looked through in order. Closing them stays with the caller. */
    static ReadableContent combine(List<? extends ReadableContent> places) {
        return places.size() == 1 ? places.get(0) : new CombinedContent(List.copyOf(places));
    }
}
