package dev.drayage.layout;

import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The entries of an index as images are put among them, each found by its names: there may be any number. */
final class ListedImages {
    /** In order; null where an entry made room. */
    private final List<@Nullable Descriptor> entries = new ArrayList<>();

    private final Map<String, Set<Integer>> byFullName = new HashMap<>();
    private final Map<String, Set<Integer>> byTag = new HashMap<>();
    private final Map<Digest, Set<Integer>> byDigest = new HashMap<>();
    private final Map<Digest, Set<Integer>> unnamed = new HashMap<>();

    ListedImages(List<Descriptor> known) {
        known.forEach(this::add);
    }

    /** Lists an image, in the place of what has its name, else at the end; one without a name is listed if it is not yet. */
    void put(Descriptor image, @Nullable String name) {
        if (name == null) {
            if (find(byDigest, image.digest()).isEmpty()) {
                add(ImageNames.unnamed(image));
            }
            return;
        }
        boolean isFull = ImageNames.isFull(name);
        // A name is that of one entry; and an entry without one gets it.
        Set<Integer> replaced = new TreeSet<>(find(isFull ? byFullName : byTag, name));
        replaced.addAll(find(unnamed, image.digest()));
        Descriptor listed = isFull ? ImageNames.named(image, name) : ImageNames.tagged(image, name);
        if (replaced.isEmpty()) {
            add(listed);
            return;
        }
        int place = replaced.iterator().next();
        replaced.forEach(this::remove);
        set(place, listed);
    }

    /** All of them, in order. */
    List<Descriptor> all() {
        return entries.stream().filter(Objects::nonNull).toList();
    }

    private void add(Descriptor entry) {
        entries.add(null);
        set(entries.size() - 1, entry);
    }

    private void set(int place, Descriptor entry) {
        entries.set(place, entry);
        ImageNames.fullName(entry).ifPresent(name -> note(byFullName, name, place));
        tag(entry).ifPresent(tag -> note(byTag, tag, place));
        note(byDigest, entry.digest(), place);
        if (ImageNames.unnamed(entry).equals(entry)) {
            note(unnamed, entry.digest(), place);
        }
    }

    private void remove(int place) {
        Descriptor entry = Objects.requireNonNull(entries.set(place, null));
        ImageNames.fullName(entry).ifPresent(name -> forget(byFullName, name, place));
        tag(entry).ifPresent(tag -> forget(byTag, tag, place));
        forget(byDigest, entry.digest(), place);
        forget(unnamed, entry.digest(), place);
    }

    private static Optional<String> tag(Descriptor entry) {
        return entry.annotation(ImageAnnotations.IMAGE_NAME).isPresent()
                ? Optional.empty()
                : entry.annotation(ImageAnnotations.REF_NAME);
    }

    private static <K> void note(Map<K, Set<Integer>> places, K key, int place) {
        places.computeIfAbsent(key, any -> new TreeSet<>()).add(place);
    }

    private static <K> void forget(Map<K, Set<Integer>> places, K key, int place) {
        Set<Integer> noted = places.get(key);
        if (noted != null) {
            noted.remove(place);
        }
    }

    private static <K> Set<Integer> find(Map<K, Set<Integer>> places, K key) {
        return places.getOrDefault(key, Set.of());
    }
}
