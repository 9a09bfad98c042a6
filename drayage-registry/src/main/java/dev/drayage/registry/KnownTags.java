package dev.drayage.registry;

import dev.drayage.oci.Descriptor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What tags of one registry meant when they were last asked for, as far as memory for it goes, so that the registry can
 * be asked whether they still do. Thread-safe.
 */
final class KnownTags {
    private static final int MAX_TAGS = 4096;

    /** Tags of entities are short; what is longer is not kept. */
    private static final int MAX_ENTITY_TAG = 200;

    /**
     * What a tag meant.
     *
     * @param entityTag what the registry called the document itself, in quotes; by its digest where it did not say
     */
    record Known(Descriptor descriptor, String entityTag) {}

    private final Map<String, Known> tags = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MAX_TAGS;
        }
    };

    /** Set once HEAD did not confirm what GET then did: asking twice is then once too often. */
    private volatile boolean headIsUseless;

    synchronized Optional<Known> find(String path, String tag) {
        return Optional.ofNullable(tags.get(path + ":" + tag));
    }

    synchronized void note(String path, String tag, Descriptor descriptor, Optional<String> entityTag) {
        String quoted = entityTag
                .filter(told -> told.length() <= MAX_ENTITY_TAG)
                .orElseGet(() -> "\"" + descriptor.digest() + "\"");
        tags.put(path + ":" + tag, new Known(descriptor, quoted));
    }

    synchronized void forget(String path, String tag) {
        tags.remove(path + ":" + tag);
    }

    boolean headIsUseless() {
        return headIsUseless;
    }

    void setHeadIsUseless() {
        headIsUseless = true;
    }
}
